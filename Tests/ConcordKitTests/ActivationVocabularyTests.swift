import ConcordKit
import Testing

@Suite("Vocabulary of activations, softmax and losses")
struct ActivationVocabularyTests {
  private let x = TensorType([4, 3])
  private let labels = TensorType(.int32, [4])

  @Test("activations keep the type, and their gradients take two of it", arguments: ActivationFunction.allCases)
  func activations(function: ActivationFunction) throws {
    let image = TensorType([2, 3, 5, 5])
    #expect(try Activation(function).outputTypes(for: [image]) == [image])
    #expect(try ActivationGradient(function).outputTypes(for: [image, image]) == [image])
    let error = #expect(throws: OperationError.self) { try ActivationGradient(function).outputTypes(for: [image, x]) }
    #expect(error?.message.hasPrefix("expects \(function.gradientTakesInput ? "x" : "y") and dy of one type") == true)
  }

  @Test("softmax works on rows")
  func rows() throws {
    #expect(try SoftmaxOperation().outputTypes(for: [x]) == [x])
    #expect(try LogSoftmaxOperation().outputTypes(for: [x]) == [x])
    #expect(try SoftmaxGradient().outputTypes(for: [x, x]) == [x])
    #expect(try LogSoftmaxGradient().outputTypes(for: [x, x]) == [x])
    let error = #expect(throws: OperationError.self) { try SoftmaxOperation().outputTypes(for: [TensorType([2, 3, 4])]) }
    #expect(error?.message == "expects x of rank 2, but got f32[2, 3, 4]")
    #expect(throws: OperationError.self) { try LogSoftmaxGradient().outputTypes(for: [x, TensorType([3, 4])]) }
  }

  @Test("losses give one number for each sample and a gradient for each element")
  func losses() throws {
    for loss in [MeanSquaredErrorOperation(), BinaryCrossEntropyOperation()] as [any OperationDefinition] {
      #expect(try loss.outputTypes(for: [x, x]) == [TensorType([4]), x])
      #expect(loss.scalars == [.float32])
      #expect(throws: OperationError.self) { try loss.outputTypes(for: [x, TensorType([4, 2])]) }
      #expect(throws: OperationError.self) { try loss.outputTypes(for: [x, labels]) }
    }
    #expect(try OneHot(classes: 7).outputTypes(for: [labels]) == [TensorType([4, 7])])
    let error = #expect(throws: OperationError.self) { try OneHot(classes: 7).outputTypes(for: [x]) }
    #expect(error?.message == "expects labels of type i32[N], but got f32[4, 3]")
  }

  @Test("a slope, a smoothing and a number of classes out of range are refused by name")
  func ranges() {
    for slope in [-0.1, 1.5, .nan] as [Float] {
      let error = #expect(throws: OperationError.self) {
        try Activation(attributes: Attributes(["function": .string("leaky_relu"), "slope": .float(slope)]))
      }
      #expect(error?.message.contains("'slope' must be between 0.0 and 1.0") == true)
      #expect(throws: OperationError.self) { try Activation(.leakyReLU, slope: slope).outputTypes(for: [x]) }
      #expect(throws: OperationError.self) { try ActivationGradient(.leakyReLU, slope: slope).outputTypes(for: [x, x]) }
      #expect(throws: OperationError.self) {
        try SoftmaxCrossEntropy(attributes: Attributes(["label_smoothing": .float(slope)]))
      }
      let smoothing = #expect(throws: OperationError.self) {
        try SoftmaxCrossEntropy(labelSmoothing: slope).outputTypes(for: [x, labels])
      }
      #expect(smoothing?.message.contains("'label_smoothing' must be between 0.0 and 1.0") == true)
    }
    #expect(throws: OperationError.self) { try OneHot(attributes: Attributes()) }
    #expect(throws: OperationError.self) { try OneHot(classes: -1).outputTypes(for: [labels]) }
  }

  @Test("a slope belongs to leaky_relu alone")
  func slopeOfOthers() {
    let error = #expect(throws: OperationError.self) {
      try Activation(attributes: Attributes(["function": .string("tanh"), "slope": .float(0.5)]))
    }
    #expect(error?.message == "has the attribute 'slope' for leaky_relu alone, and its function is tanh")
  }

  @Test("an unknown function is refused with those that there are")
  func unknownFunction() {
    let error = #expect(throws: OperationError.self) {
      try Activation(attributes: Attributes(["function": .string("swish")]))
    }
    let names = ActivationFunction.allCases.map(\.rawValue).joined(separator: ", ")
    #expect(names.hasPrefix("relu, leaky_relu, sigmoid"))
    #expect(error?.message.contains(names) == true)
  }
}
