import ConcordKit
import Testing

@Suite("Vocabulary of shaping operations")
struct ShapingVocabularyTests {
  private func refusal(_ definition: any OperationDefinition, _ inputs: [TensorType]) -> String {
    do {
      return "accepted: \(try definition.outputTypes(for: inputs))"
    } catch {
      return error.message
    }
  }

  @Test("shapes follow from the inputs and the attributes")
  func shapes() throws {
    let x = TensorType([2, 3, 4])
    #expect(try Multiply().outputTypes(for: [x, x]) == [x])
    #expect(
      try Concatenate(axis: 1).outputTypes(for: [x, TensorType([2, 0, 4]), TensorType([2, 5, 4])]) == [TensorType([2, 8, 4])])
    #expect(try Concatenate(axis: 2).outputTypes(for: [x]) == [x])
    #expect(try Slice(axis: 2, start: 1, length: 3).outputTypes(for: [x]) == [TensorType([2, 3, 3])])
    #expect(try Slice(axis: 0, start: 2, length: 0).outputTypes(for: [x]) == [TensorType([0, 3, 4])])
    #expect(try Pad(axis: 0, before: 1, after: 2).outputTypes(for: [x]) == [TensorType([5, 3, 4])])
    #expect(try DropoutOperation(probability: 0.5, layer: 0).outputTypes(for: [x]) == [x])
    let indices = TensorType(.int32, [2, 5])
    #expect(try EmbeddingOperation().outputTypes(for: [indices, TensorType([7, 3])]) == [TensorType([2, 5, 3])])
    #expect(try EmbeddingGradient(rows: 7).outputTypes(for: [indices, TensorType([2, 5, 3])]) == [TensorType([7, 3])])
    let sum = EmbeddingGradient(rows: 7, accumulate: true)
    #expect(try sum.outputTypes(for: [indices, TensorType([2, 5, 3]), TensorType([7, 3])]) == [TensorType([7, 3])])
    #expect(sum.inPlace == [InPlace(output: 0, input: 2)])
  }

  @Test("inputs that do not fit are refused with what was expected and what came")
  func mistakes() {
    let x = TensorType([2, 3])
    #expect(
      refusal(Multiply(), [x, TensorType([3, 2])])
        == "expects a and b of sizes that are equal or 1, axis by axis from the last, but got f32[2, 3] and f32[3, 2]")
    #expect(refusal(Add(), [x, TensorType([2])]).hasSuffix("but got f32[2, 3] and f32[2]"))
    #expect(refusal(Concatenate(axis: 1), []) == "expects at least one input, but got none")
    #expect(
      refusal(Concatenate(axis: 1), [x, TensorType([4, 3])])
        == "expects inputs that differ in axis 1 alone, but got f32[2, 3] and f32[4, 3]")
    #expect(
      refusal(Concatenate(axis: 1), [x, TensorType([2])])
        == "expects inputs that differ in axis 1 alone, but got f32[2, 3] and f32[2]")
    #expect(
      refusal(Concatenate(axis: 2), [x, x]) == "expects its inputs to have an axis 2, counted from 0, but got f32[2, 3]")
    #expect(
      refusal(Slice(axis: 1, start: 2, length: 2), [x]) == "expects x to have the places 2 ..< 4 of axis 1, but got f32[2, 3]")
    #expect(refusal(Slice(axis: 2, start: 0, length: 1), [x]).contains("axis 2"))
    #expect(refusal(Pad(axis: 2, before: 0, after: 1), [x]).contains("axis 2"))
    #expect(refusal(EmbeddingOperation(), [x, x]).contains("expects int32 indices"))
    #expect(refusal(EmbeddingGradient(rows: 3), [TensorType(.int32, [2]), TensorType([3, 4])]).contains("one axis more"))
    #expect(refusal(DropoutOperation(probability: 0.5, layer: 0), [TensorType([])]).contains("[samples, …]"))
    let indices = TensorType(.int32, [1, 1, 1, 1, 1, 1, 1, 1])
    #expect(refusal(EmbeddingOperation(), [indices, x]).contains("at most 7 axes"))
  }

  @Test("sizes that cannot be added, and negative ones, are refused instead of overflowing")
  func overflow() {
    let huge = TensorType([Int.max, 0])
    #expect(refusal(Concatenate(axis: 0), [huge, huge]).contains("can be added"))
    #expect(refusal(Pad(axis: 0, before: 1, after: 0), [huge]).contains("can be added"))
    #expect(refusal(Pad(axis: 0, before: -1, after: 0), [huge]).contains("'before'"))
    #expect(refusal(Pad(axis: 0, before: 0, after: .max), [huge]).contains("'after'"))
    #expect(refusal(Slice(axis: 0, start: .max, length: .max), [huge]).contains("'start'"))
    #expect(refusal(Slice(axis: -1, start: 0, length: 1), [huge]).contains("'axis'"))
    #expect(refusal(EmbeddingGradient(rows: -1), [TensorType(.int32, [1]), TensorType([1, 1])]).contains("'rows'"))
  }

  @Test("a dropout is refused with a probability that is none and a stream that there is not")
  func dropout() {
    let x = TensorType([2, 3])
    for probability in [-0.1, 1.1, .nan, .infinity] {
      #expect(
        refusal(DropoutOperation(probability: probability, layer: 0), [x]).contains("'probability' must be between 0.0 and 1.0")
      )
    }
    for layer in [-1, 1 << 24, .max] {
      #expect(refusal(DropoutOperation(probability: 0.5, layer: layer), [x]).contains("'layer' must be between 0 and 16777215"))
    }
  }

  @Test("a dropout's scale is 1 / (1 - p), rounded once, and 0 where nothing is left")
  func scale() {
    #expect(DropoutOperation(probability: 0, layer: 0).scale == 1)
    #expect(DropoutOperation(probability: 0.5, layer: 0).scale == 2)
    #expect(DropoutOperation(probability: 0.1, layer: 0).scale == 1.1111112)
    #expect(DropoutOperation(probability: 1, layer: 0).scale == 0)
  }
}
