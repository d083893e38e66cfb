/// `log_softmax_gradient`: the gradient of `log_softmax` with respect to its input, from its output.
///
/// Inputs: `y` [R, C] (what `log_softmax` gave), `dy`, as `y`. Output: `dx`, as `y`.
public struct LogSoftmaxGradient: OperationDefinition {
  public static let name = "log_softmax_gradient"

  /// The operation; it has no attributes.
  public init() {}

  public init(attributes: Attributes) throws(OperationError) { try attributes.allow() }

  public var attributes: Attributes { Attributes() }

  public func keepsSamplesApart(in input: Int, of inputs: [TensorType]) -> Bool { true }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 2, "y, dy")
    try Expectation.float32(inputs)
    try Expectation.rank(inputs[0], 2, "y")
    try Expectation.equal(inputs[0], inputs[1], "y and dy")
    return [inputs[0]]
  }
}
