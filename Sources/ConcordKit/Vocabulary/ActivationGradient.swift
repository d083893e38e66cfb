/// `activation_gradient`: the gradient of an activation with respect to its input.
///
/// Inputs: what the slope follows from, then `dy`. For `relu`, `leaky_relu`, `sigmoid` and `tanh` the first is `y`, what
/// `activation` gave; for `gelu`, `gelu_tanh` and `silu` it is `x`, what `activation` took
/// (``ActivationFunction/gradientTakesInput``). Output: `dx`, as they.
public struct ActivationGradient: OperationDefinition {
  public static let name = "activation_gradient"

  /// Which function's derivative it takes.
  public var function: ActivationFunction
  /// Of `leaky_relu` below zero, between 0 and 1; without meaning for the others.
  public var slope: Float

  /// `slope` is used by leaky ReLU alone.
  public init(_ function: ActivationFunction, slope: Float = ActivationFunction.defaultSlope) {
    self.function = function
    self.slope = slope
  }

  public init(attributes: Attributes) throws(OperationError) {
    (function, slope) = try ActivationAttributes.read(attributes)
  }

  public var attributes: Attributes { ActivationAttributes.values(function, slope) }

  public var mayOverwrite: [InPlace] { [InPlace(output: 0, input: 0), InPlace(output: 0, input: 1)] }

  public func keepsSamplesApart(in input: Int, of inputs: [TensorType]) -> Bool { true }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    let first = function.gradientTakesInput ? "x" : "y"
    try Expectation.count(inputs, 2, "\(first), dy")
    try Expectation.float32(inputs)
    try Expectation.equal(inputs[0], inputs[1], "\(first) and dy")
    try ActivationAttributes.check(slope)
    return [inputs[0]]
  }
}
