/// `bias_add`: y = x + b, b broadcast over samples and positions.
///
/// Inputs: `x` [N, C, …], `b` [C]. Output: `y`, as `x`.
public struct BiasAdd: OperationDefinition {
  public static let name = "bias_add"

  /// The operation; it has no attributes.
  public init() {}

  public init(attributes: Attributes) throws(OperationError) { try attributes.allow() }

  public var attributes: Attributes { Attributes() }

  public var mayOverwrite: [InPlace] { [InPlace(output: 0, input: 0)] }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 2, "x, b")
    try Expectation.float32(inputs)
    try Expectation.samplesAndChannels(inputs[0], "x")
    try Expectation.type(inputs[1], TensorType([inputs[0].shape[1]]), "b")
    return [inputs[0]]
  }
}
