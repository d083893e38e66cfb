/// `group_norm`: normalises each sample's groups of neighbouring channels by the mean and the variance of their own elements. Wu and
/// He, *Group Normalization* (2018).
///
/// Inputs: `x` [N, C, …], `gamma`, `beta` [C]. Outputs: `y`, as `x`; `mean`, `inverse_std` [N, groups]. On [R, D] with one group it is
/// layer normalisation (Ba, Kiros and Hinton, 2016) of rows of D elements.
public struct GroupNormOperation: OperationDefinition {
  public static let name = "group_norm"

  /// A divisor of C.
  public var groups: Int
  /// Added to the variance.
  public var epsilon: Float

  /// Statistics over each of `groups` parts of the channels; `epsilon` is added to the variance.
  public init(groups: Int, epsilon: Double = 1e-5) {
    self.groups = groups
    self.epsilon = Float(epsilon)
  }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "groups", "epsilon")
    groups = try attributes.integer("groups", default: 1)
    epsilon = try attributes.float("epsilon", default: GroupNormOperation(groups: 1).epsilon)
    try check()
  }

  public var attributes: Attributes { Attributes(["groups": .integer(groups), "epsilon": .float(epsilon)]) }

  private func check() throws(OperationError) {
    try Expectation.attribute("groups", groups, atLeast: 1)
    try Expectation.attribute("epsilon", epsilon, in: 0...Float.greatestFiniteMagnitude)
  }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 3, "x, gamma, beta")
    try Expectation.float32(inputs)
    try check()
    try Expectation.samplesAndChannels(inputs[0], "x")
    try Expectation.channels(of: inputs[0], "x", divideInto: groups)
    let channels = TensorType([inputs[0].shape[1]])
    try Expectation.type(inputs[1], channels, "gamma")
    try Expectation.type(inputs[2], channels, "beta")
    let rows = TensorType([inputs[0].shape[0], groups])
    return [inputs[0], rows, rows]
  }
}
