import ConcordKit
import Testing

@Suite("Vocabulary")
struct VocabularyTests {
  private let x = TensorType([4, 3])

  @Test("a definition is found by its name, and no other name finds one")
  func names() {
    let names = Vocabulary.definitions.map { $0.name }
    #expect(names.map { name in Vocabulary.definition(named: name).map { $0.name } } == names)
    #expect(Set(names).count == names.count)
    for unknown in ["", "MatMul", "matmul "] {
      let found = Vocabulary.definition(named: unknown) != nil
      #expect(!found, "\(unknown)")
    }
  }

  @Test("a definition read from its own attributes is the same again")
  func attributesRoundTrip() throws {
    for definition in Self.samples {
      let again = try type(of: definition).init(attributes: definition.attributes).attributes
      #expect(again == definition.attributes)
    }
  }

  @Test("an attribute that the operation does not define is refused by name")
  func unknownAttribute() {
    for definition in Vocabulary.definitions {
      let name = definition.name
      let error = #expect(throws: OperationError.self) {
        _ = try definition.init(attributes: Attributes(["surprise": .boolean(true)]))
      }
      #expect(error?.message.contains("'surprise'") == true, "\(name)")
    }
  }

  @Test("matmul infers M and N in all four transpose cases", arguments: [false, true], [false, true])
  func matmulTransposes(transposeA: Bool, transposeB: Bool) throws {
    let definition = MatMul(transposeA: transposeA, transposeB: transposeB)
    let a = TensorType(transposeA ? [7, 5] : [5, 7])
    let b = TensorType(transposeB ? [11, 7] : [7, 11])
    #expect(try definition.outputTypes(for: [a, b]) == [TensorType([5, 11])])
    #expect(definition.multiplyAdds(for: [a, b]) == 5 * 7 * 11)
  }

  @Test("matmul says which K of a and b differ")
  func matmulMismatch() {
    let error = #expect(throws: OperationError.self) {
      try MatMul().outputTypes(for: [TensorType([5, 7]), TensorType([8, 11])])
    }
    #expect(error?.message == "expects a and b to share K, but got a f32[5, 7] and b f32[8, 11]")
  }

  @Test("matmul refuses to accumulate with a bias or an activation")
  func matmulEpilogue() {
    for epilogue in [MatMul(bias: true, accumulate: true), MatMul(activation: .relu, accumulate: true)] {
      #expect(throws: OperationError.self) { try MatMul(attributes: epilogue.attributes) }
    }
  }

  @Test("matmul takes bias and accumulator as further inputs")
  func matmulInputs() throws {
    let (a, b, c) = (TensorType([2, 3]), TensorType([3, 4]), TensorType([2, 4]))
    #expect(try MatMul(bias: true).outputTypes(for: [a, b, TensorType([4])]) == [c])
    #expect(try MatMul(accumulate: true).outputTypes(for: [a, b, c]) == [c])
    #expect(MatMul(accumulate: true).inPlace == [InPlace(output: 0, input: 2)])
    #expect(throws: OperationError.self) { try MatMul(bias: true).outputTypes(for: [a, b, TensorType([2])]) }
    #expect(throws: OperationError.self) { try MatMul(accumulate: true).outputTypes(for: [a, b, b]) }
  }

  @Test("operations give the types that their definitions state")
  func inference() throws {
    let labels = TensorType(.int32, [4])
    #expect(try Activation(.relu).outputTypes(for: [x]) == [x])
    #expect(try ActivationGradient(.relu).outputTypes(for: [x, x]) == [x])
    #expect(try BiasAdd().outputTypes(for: [TensorType([2, 3, 5, 5]), TensorType([3])]) == [TensorType([2, 3, 5, 5])])
    #expect(try BatchSum().outputTypes(for: [TensorType([2, 3, 5, 5])]) == [TensorType([3])])
    #expect(try SoftmaxCrossEntropy().outputTypes(for: [x, labels]) == [TensorType([4]), x])
    #expect(try Reduce(.max).outputTypes(for: [x]) == [TensorType([4])])
    #expect(try ArgMax().outputTypes(for: [x]) == [TensorType(.int32, [4])])
    #expect(try CorrectCount().outputTypes(for: [x, labels]) == [TensorType(.int32, [1])])
    #expect(try SGDUpdate().outputTypes(for: [x, x]) == [x])
    #expect(try AdamUpdate().outputTypes(for: [x, x, x, x]) == [x, x, x])
    #expect(try MomentumUpdate().outputTypes(for: [x, x, x]) == [x, x])
    #expect(try RMSpropUpdate().outputTypes(for: [x, x, x]) == [x, x])
    #expect(try AdagradUpdate().outputTypes(for: [x, x, x]) == [x, x])
    #expect(try ClipFactor(maximumNorm: 1).outputTypes(for: [x, TensorType([0])]) == [TensorType([1])])
    #expect(try Scale().outputTypes(for: [x, TensorType([1])]) == [x])
  }

  @Test("a wrong number of inputs is refused with the names of the right ones")
  func counts() {
    let error = #expect(throws: OperationError.self) { try BiasAdd().outputTypes(for: [x]) }
    #expect(error?.message == "expects 2 inputs (x, b), but got 1")
    for definition in Self.samples {
      #expect(throws: OperationError.self, "\(type(of: definition))") { try definition.outputTypes(for: []) }
    }
  }

  @Test("integers where numbers belong, and numbers where integers belong, are refused")
  func elementTypes() {
    let integers = TensorType(.int32, [4, 3])
    #expect(throws: OperationError.self) { try Activation(.relu).outputTypes(for: [integers]) }
    #expect(throws: OperationError.self) { try SoftmaxCrossEntropy().outputTypes(for: [x, TensorType([4])]) }
    #expect(throws: OperationError.self) { try CorrectCount().outputTypes(for: [x, TensorType([4])]) }
    #expect(throws: OperationError.self) { try SGDUpdate().outputTypes(for: [integers, integers]) }
  }

  @Test("rows without columns have no largest element")
  func emptyRows() {
    #expect(throws: OperationError.self) { try ArgMax().outputTypes(for: [TensorType([4, 0])]) }
    #expect(throws: OperationError.self) {
      try CorrectCount().outputTypes(for: [TensorType([4, 0]), TensorType(.int32, [4])])
    }
  }

  @Test("hyperparameters out of range are refused, NaN among them", arguments: [Float.nan, -0.5, 1.5])
  func adamRange(beta: Float) {
    let error = #expect(throws: OperationError.self) { try AdamUpdate(attributes: Attributes(["beta1": .float(beta)])) }
    #expect(error?.message.contains("'beta1'") == true)
  }

  @Test("the updates that optimizers add refuse hyperparameters out of range too", arguments: [Float.nan, -0.5, .infinity])
  func updateRanges(value: Float) {
    let cases: [(any OperationDefinition.Type, [String])] = [
      (AdagradUpdate.self, ["epsilon", "weight_decay"]), (AdamUpdate.self, ["weight_decay"]),
      (ClipFactor.self, ["maximum_norm"]), (MomentumUpdate.self, ["momentum", "weight_decay"]),
      (RMSpropUpdate.self, ["alpha", "alpha_complement", "epsilon", "weight_decay"]), (SGDUpdate.self, ["weight_decay"]),
    ]
    for (definition, names) in cases {
      for name in names {
        let error = #expect(throws: OperationError.self) {
          _ = try definition.init(attributes: Attributes([name: .float(value)]))
        }
        #expect(error?.message.contains("'\(name)'") == true, "\(definition)")
      }
    }
  }

  @Test("an Adam that decays apart from the gradient takes a third scalar, and a factor to scale by is one number")
  func decoupled() {
    #expect(AdamUpdate().scalars.count == 2)
    #expect(AdamUpdate(decoupled: true).scalars.count == 3)
    #expect(throws: OperationError.self) { try Scale().outputTypes(for: [x, TensorType([2])]) }
    #expect(throws: OperationError.self) { try ClipFactor(maximumNorm: 1).outputTypes(for: [TensorType(.int32, [4])]) }
  }

  private static let geometry = ConvolutionGeometry(stride: 2, padding: 3, dilation: 4, groups: 5)

  private static let samples: [any OperationDefinition] = [
    Activation(.geluTanh),
    Activation(.leakyReLU, slope: 0.25),
    Activation(.relu),
    ActivationGradient(.leakyReLU, slope: 0.25),
    ActivationGradient(.relu),
    AdagradUpdate(epsilon: 1e-6, weightDecay: 0.1),
    AdamUpdate(beta1: 0.8, beta2: 0.99, epsilon: 1e-6, weightDecay: 0.1, decoupled: true),
    Add(),
    ArgMax(),
    AvgPool2DOperation(PoolWindow(3, stride: 2, padding: 1)),
    AvgPool2DGradient(PoolWindow(2), height: 7, width: 5),
    BatchNorm(epsilon: 1e-3, momentum: 0.25),
    BatchNormGradient(),
    BatchNormInference(epsilon: 1e-3),
    BatchSum(accumulate: true),
    BiasAdd(),
    BinaryCrossEntropyOperation(),
    ClipFactor(maximumNorm: 0.5),
    Concatenate(axis: 2),
    Conv2DOperation(geometry, bias: true, activation: .relu),
    Conv2DInputGradient(geometry, height: 7, width: 5),
    Conv2DWeightGradient(geometry, height: 3, width: 5, accumulate: true),
    CorrectCount(accumulate: true),
    DropoutOperation(probability: 0.3, layer: 7),
    EmbeddingOperation(),
    EmbeddingGradient(rows: 9, accumulate: true),
    GroupNormOperation(groups: 4, epsilon: 1e-3),
    GroupNormGradient(),
    LogSoftmaxOperation(),
    LogSoftmaxGradient(),
    MatMul(accumulate: true),
    MatMul(transposeA: true, transposeB: true, bias: true, activation: .relu),
    MaxPool2DOperation(PoolWindow(3, stride: 2, padding: 1)),
    MaxPool2DGradient(PoolWindow(2)),
    MeanSquaredErrorOperation(),
    MomentumUpdate(momentum: 0.8, nesterov: true, weightDecay: 0.1),
    Multiply(),
    OneHot(classes: 4),
    Pad(axis: 1, before: 2, after: 3),
    Reduce(.mean),
    ReduceGradient(.mean, columns: 4),
    RMSpropUpdate(alpha: 0.9, epsilon: 1e-6, weightDecay: 0.1),
    Scale(),
    SGDUpdate(weightDecay: 0.1),
    Slice(axis: 1, start: 2, length: 3),
    SoftmaxOperation(),
    SoftmaxCrossEntropy(),
    SoftmaxCrossEntropy(labelSmoothing: 0.1),
    SoftmaxGradient(),
  ]
}
