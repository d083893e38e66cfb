/// The mean of |output − target| over all elements, of targets that are numbers; added in binary64.
public struct MeanAbsoluteError: Metric {
  private var sum = 0.0
  private var count = 0

  /// A metric that has seen nothing.
  public init() {}

  public var name: String { "mean absolute error" }

  public mutating func add(_ samples: EvaluatedSamples) {
    guard case .float32(let targets) = samples.target else { return }
    for (output, target) in zip(samples.outputs, targets) { sum += abs(Double(output) - Double(target)) }
    count += min(samples.outputs.count, targets.count)
  }

  public var value: Double { sum / Double(count) }
}
