/// `activation_gradient`: the gradient of an activation with respect to its input, from its output.
///
/// Inputs: `y` (what `activation` gave), `dy`. Output: `dx`, as `y`. For `relu`: +0 where y ≤ 0, else dy.
public struct ActivationGradient: OperationDefinition {
  public static let name = "activation_gradient"

  public var function: ActivationFunction

  public init(_ function: ActivationFunction) { self.function = function }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "function")
    function = try attributes.choice("function", default: .relu)
  }

  public var attributes: Attributes { Attributes(["function": .string(function.rawValue)]) }

  public var mayOverwrite: [InPlace] { [InPlace(output: 0, input: 0), InPlace(output: 0, input: 1)] }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 2, "y, dy")
    try Expectation.float32(inputs)
    try Expectation.equal(inputs[0], inputs[1], "y and dy")
    return [inputs[0]]
  }
}
