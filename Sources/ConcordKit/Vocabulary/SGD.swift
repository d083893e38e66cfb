/// `sgd`: p = fma(-learningRate, g, p), element by element, with g = fma(weight_decay, p, g) before it where there is one.
///
/// Inputs: `p`, `g`, of one type. Output: `p`, in place. Run scalar: the learning rate.
public struct SGDUpdate: OperationDefinition {
  public static let name = "sgd"

  /// Added to the gradient, times the parameter; nothing is where it is 0.
  public var weightDecay: Float

  /// `weightDecay` times the parameter is added to its gradient.
  public init(weightDecay: Double = 0) { self.weightDecay = Float(weightDecay) }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "weight_decay")
    weightDecay = try attributes.float("weight_decay", default: 0)
    try Expectation.attribute("weight_decay", weightDecay, in: 0...Float.greatestFiniteMagnitude)
  }

  public var attributes: Attributes { Attributes(["weight_decay": .float(weightDecay)]) }

  public var scalars: [ScalarType] { [.float32] }

  public var inPlace: [InPlace] { [InPlace(output: 0, input: 0)] }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 2, "p, g")
    try Expectation.float32(inputs)
    try Expectation.equal(inputs[0], inputs[1], "p and g")
    return [inputs[0]]
  }
}
