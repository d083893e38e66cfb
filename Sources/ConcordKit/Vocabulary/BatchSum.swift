/// `batch_sum`: for each channel the sum over samples and positions: the gradient of a bias, the total of a loss.
///
/// Inputs: `x` [N, C, …]; then `sum` [C] where `accumulate` is set. Output: `sum` [C]. A sample's positions are summed in 64
/// lanes; the samples' sums fold into the accumulator in ascending order, from +0 or from what `sum` holds.
public struct BatchSum: OperationDefinition {
  public static let name = "batch_sum"

  /// Whether the sum goes on from what the output holds.
  public var accumulate: Bool

  /// With `accumulate` the sum goes on from what the output holds.
  public init(accumulate: Bool = false) { self.accumulate = accumulate }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "accumulate")
    accumulate = try attributes.boolean("accumulate", default: false)
  }

  public var attributes: Attributes { Attributes(["accumulate": .boolean(accumulate)]) }

  public var inPlace: [InPlace] { accumulate ? [InPlace(output: 0, input: 1)] : [] }

  /// It adds up samples.
  public func keepsSamplesApart(in input: Int, of inputs: [TensorType]) -> Bool { false }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, accumulate ? 2 : 1, accumulate ? "x, sum" : "x")
    try Expectation.float32(inputs)
    try Expectation.samplesAndChannels(inputs[0], "x")
    let sum = TensorType([inputs[0].shape[1]])
    if accumulate { try Expectation.type(inputs[1], sum, "sum") }
    return [sum]
  }
}
