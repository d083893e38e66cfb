/// `batch_norm_apply`: normalises each channel by the mean and the inverse standard deviation that `batch_norm` gave: its `y` once
/// more, without touching the running averages.
///
/// Inputs: `x` [N, C, …], `gamma`, `beta`, `mean`, `inverse_std` [C]. Output: `y`, as `x`.
public struct BatchNormApply: OperationDefinition {
  public static let name = "batch_norm_apply"

  /// The operation; it has no attributes.
  public init() {}

  public init(attributes: Attributes) throws(OperationError) { try attributes.allow() }

  public var attributes: Attributes { Attributes() }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 5, "x, gamma, beta, mean, inverse_std")
    try Expectation.float32(inputs)
    try Expectation.samplesAndChannels(inputs[0], "x")
    let channels = TensorType([inputs[0].shape[1]])
    for (input, name) in zip(inputs.dropFirst(), ["gamma", "beta", "mean", "inverse_std"]) {
      try Expectation.type(input, channels, name)
    }
    return [inputs[0]]
  }
}
