/// `activation`: y = f(x), element by element.
///
/// Input: `x`. Output: `y`, as `x`.
public struct Activation: OperationDefinition {
  public static let name = "activation"

  /// Which function it is.
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

  public var mayOverwrite: [InPlace] { [InPlace(output: 0, input: 0)] }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 1, "x")
    try Expectation.float32(inputs)
    try ActivationAttributes.check(slope)
    return [inputs[0]]
  }
}
