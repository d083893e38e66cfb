/// The share of labels whose class has the largest logit: of samples, or of positions such as pixels.
public struct Accuracy: Metric {
  /// A label that counts for nothing.
  public let ignoredLabel: Int32?
  /// Samples that were right.
  public private(set) var correct = 0
  /// Samples that were counted.
  public private(set) var count = 0

  /// Labels equal to `ignoredLabel` are not counted.
  public init(ignoredLabel: Int32? = nil) { self.ignoredLabel = ignoredLabel }

  public var name: String { "accuracy" }

  public mutating func add(_ samples: EvaluatedSamples) {
    samples.forEachLabel { label, logits in
      guard label != ignoredLabel else { return }
      count += 1
      if EvaluatedSamples.predictedClass(logits) == Int(label) { correct += 1 }
    }
  }

  public var value: Double { Double(correct) / Double(count) }
}
