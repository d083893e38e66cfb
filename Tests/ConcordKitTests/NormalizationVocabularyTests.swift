import ConcordKit
import Testing

@Suite("Vocabulary of normalisation")
struct NormalizationVocabularyTests {
  private let x = TensorType([2, 6, 5, 4])
  private let c = TensorType([6])

  @Test("normalisations infer their types, and update running statistics in place")
  func types() throws {
    #expect(try BatchNorm().outputTypes(for: [x, c, c, c, c]) == [x, c, c, c, c])
    #expect(BatchNorm().inPlace == [InPlace(output: 3, input: 3), InPlace(output: 4, input: 4)])
    #expect(try BatchNormInference().outputTypes(for: [x, c, c, c, c]) == [x])
    #expect(try BatchNormGradient().outputTypes(for: [x, c, c, c, x]) == [x, c, c])
    let rows = TensorType([2, 3])
    #expect(try GroupNormOperation(groups: 3).outputTypes(for: [x, c, c]) == [x, rows, rows])
    #expect(try GroupNormGradient().outputTypes(for: [x, rows, rows, c, x]) == [x, TensorType([2, 6])])
  }

  @Test("what a momentum leaves is rounded once")
  func complement() {
    // 1 - 0.999 in float32 would be off by 1.3e-5 of itself.
    #expect(BatchNorm(momentum: 0.999).momentumComplement == 0.001)
  }

  @Test("sizes that do not belong to each other are refused")
  func mismatches() {
    let rows = TensorType([2, 4])
    let attempts: [(any OperationDefinition, [TensorType])] = [
      (BatchNorm(), [x, c, c, c, TensorType([5])]), (BatchNorm(), [TensorType([6]), c, c, c, c]),
      (BatchNormInference(), [x, c, c, TensorType([1, 6]), c]), (BatchNormGradient(), [x, c, c, c, TensorType([2, 6, 20])]),
      (GroupNormOperation(groups: 4), [x, c, c]), (GroupNormOperation(groups: 0), [x, c, c]),
      (GroupNormOperation(groups: 3), [x, c, TensorType([2])]),
      (GroupNormGradient(), [x, rows, rows, c, x]), (GroupNormGradient(), [x, TensorType([2, 0]), TensorType([2, 0]), c, x]),
      (GroupNormGradient(), [x, TensorType([3, 3]), TensorType([3, 3]), c, x]),
    ]
    for (definition, inputs) in attempts {
      #expect(throws: OperationError.self, "\(definition) \(inputs)") { try definition.outputTypes(for: inputs) }
    }
  }

  @Test("attributes out of range are refused by name", arguments: ["epsilon", "momentum", "momentum_complement"])
  func attributes(name: String) {
    for value in [-0.5, Float.nan] {
      let error = #expect(throws: OperationError.self) { try BatchNorm(attributes: Attributes([name: .float(value)])) }
      #expect(error?.message.contains("'\(name)'") == true)
    }
    #expect(throws: OperationError.self) { try GroupNormOperation(attributes: Attributes(["groups": .integer(0)])) }
  }
}
