/// `batch_norm_inference`: normalises each channel by given statistics: what `batch_norm` is when a model is evaluated.
///
/// Inputs: `x` [N, C, …], `gamma`, `beta`, `running_mean`, `running_variance` [C]. Output: `y`, as `x`.
public struct BatchNormInference: OperationDefinition {
  public static let name = "batch_norm_inference"

  /// Added to the variance.
  public var epsilon: Float

  /// `epsilon` is added to the variance.
  public init(epsilon: Double = 1e-5) { self.epsilon = Float(epsilon) }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "epsilon")
    epsilon = try attributes.float("epsilon", default: BatchNormInference().epsilon)
    try check()
  }

  public var attributes: Attributes { Attributes(["epsilon": .float(epsilon)]) }

  private func check() throws(OperationError) {
    try Expectation.attribute("epsilon", epsilon, in: 0...Float.greatestFiniteMagnitude)
  }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 5, "x, gamma, beta, running_mean, running_variance")
    try Expectation.float32(inputs)
    try check()
    try Expectation.samplesAndChannels(inputs[0], "x")
    let channels = TensorType([inputs[0].shape[1]])
    for (input, name) in zip(inputs.dropFirst(), ["gamma", "beta", "running_mean", "running_variance"]) {
      try Expectation.type(input, channels, name)
    }
    return [inputs[0]]
  }
}
