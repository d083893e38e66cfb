/// `batch_norm`: normalises each channel by the mean and the variance of its own elements over samples and positions, and keeps
/// running averages of both. Ioffe and Szegedy, *Batch Normalization* (2015), algorithm 1.
///
/// Inputs: `x` [N, C, …], `gamma`, `beta`, `running_mean`, `running_variance` [C]. Outputs: `y`, as `x`; `mean`, `inverse_std` [C];
/// `running_mean`, `running_variance`, in place. The running variance takes the unbiased one, over count − 1 elements; where a
/// channel has but one element it takes 0. Channels without elements have 0 / 0 for a mean.
public struct BatchNorm: OperationDefinition {
  public static let name = "batch_norm"

  /// Added to the variance.
  public var epsilon: Float
  /// The weight of this batch in the running averages.
  public var momentum: Float
  /// 1 − momentum, rounded once.
  public var momentumComplement: Float

  /// `epsilon` is added to the variance; `momentum` is the new batch's part in the running statistics.
  public init(epsilon: Double = 1e-5, momentum: Double = 0.1) {
    self.epsilon = Float(epsilon)
    self.momentum = Float(momentum)
    momentumComplement = Float(1 - momentum)
  }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "epsilon", "momentum", "momentum_complement")
    let standard = BatchNorm()
    epsilon = try attributes.float("epsilon", default: standard.epsilon)
    momentum = try attributes.float("momentum", default: standard.momentum)
    momentumComplement = try attributes.float("momentum_complement", default: standard.momentumComplement)
    try check()
  }

  public var attributes: Attributes {
    Attributes([
      "epsilon": .float(epsilon), "momentum": .float(momentum), "momentum_complement": .float(momentumComplement),
    ])
  }

  public var inPlace: [InPlace] { [InPlace(output: 3, input: 3), InPlace(output: 4, input: 4)] }

  private func check() throws(OperationError) {
    try Expectation.attribute("epsilon", epsilon, in: 0...Float.greatestFiniteMagnitude)
    try Expectation.attribute("momentum", momentum, in: 0...1)
    try Expectation.attribute("momentum_complement", momentumComplement, in: 0...1)
  }

  /// The group of a mean is the micro-batch.
  public func keepsSamplesApart(in input: Int, of inputs: [TensorType]) -> Bool { false }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 5, "x, gamma, beta, running_mean, running_variance")
    try Expectation.float32(inputs)
    try check()
    try Expectation.samplesAndChannels(inputs[0], "x")
    let channels = TensorType([inputs[0].shape[1]])
    for (input, name) in zip(inputs.dropFirst(), ["gamma", "beta", "running_mean", "running_variance"]) {
      try Expectation.type(input, channels, name)
    }
    return [inputs[0], channels, channels, channels, channels]
  }
}
