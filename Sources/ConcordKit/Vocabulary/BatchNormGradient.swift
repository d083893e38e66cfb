/// `batch_norm_gradient`: the gradients of `batch_norm` with respect to its input and its parameters, over the samples of one
/// micro-batch.
///
/// Inputs: `x` [N, C, …], `mean`, `inverse_std` (what `batch_norm` gave), `gamma` [C], `dy`, as `x`. Outputs: `dx`, as `x`; `dgamma`,
/// `dbeta` [C].
public struct BatchNormGradient: OperationDefinition {
  public static let name = "batch_norm_gradient"

  /// The operation; it has no attributes.
  public init() {}

  public init(attributes: Attributes) throws(OperationError) { try attributes.allow() }

  public var attributes: Attributes { Attributes() }

  /// The group of a mean is the micro-batch.
  public func keepsSamplesApart(in input: Int, of inputs: [TensorType]) -> Bool { false }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 5, "x, mean, inverse_std, gamma, dy")
    try Expectation.float32(inputs)
    try Expectation.samplesAndChannels(inputs[0], "x")
    try Expectation.equal(inputs[0], inputs[4], "x and dy")
    let channels = TensorType([inputs[0].shape[1]])
    for (input, name) in zip(inputs[1...3], ["mean", "inverse_std", "gamma"]) {
      try Expectation.type(input, channels, name)
    }
    return [inputs[0], channels, channels]
  }
}
