/// `group_norm_gradient`: the gradients of `group_norm` with respect to its input and, sample by sample, to gamma.
///
/// Inputs: `x` [N, C, …], `mean`, `inverse_std` [N, groups] (what `group_norm` gave), `gamma` [C], `dy`, as `x`. Outputs: `dx`, as `x`;
/// `dgamma` [N, C], which `batch_sum` folds over the samples. The gradient with respect to beta is the `batch_sum` of dy.
public struct GroupNormGradient: OperationDefinition {
  public static let name = "group_norm_gradient"

  /// The operation; it has no attributes.
  public init() {}

  public init(attributes: Attributes) throws(OperationError) { try attributes.allow() }

  public var attributes: Attributes { Attributes() }

  /// All but gamma.
  public func keepsSamplesApart(in input: Int, of inputs: [TensorType]) -> Bool { input != 3 }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 5, "x, mean, inverse_std, gamma, dy")
    try Expectation.float32(inputs)
    try Expectation.samplesAndChannels(inputs[0], "x")
    try Expectation.equal(inputs[0], inputs[4], "x and dy")
    try Expectation.rank(inputs[1], 2, "mean")
    let (samples, channels, groups) = (inputs[0].shape[0], inputs[0].shape[1], inputs[1].shape[1])
    try Expectation.channels(of: inputs[0], "x", divideInto: groups)
    try Expectation.type(inputs[1], TensorType([samples, groups]), "mean")
    try Expectation.type(inputs[2], inputs[1], "inverse_std")
    try Expectation.type(inputs[3], TensorType([channels]), "gamma")
    return [inputs[0], TensorType([samples, channels])]
  }
}
