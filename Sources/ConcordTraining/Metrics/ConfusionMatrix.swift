/// What labels were taken for; its value is the mean over the classes that occur of the share of their labels that is right.
public struct ConfusionMatrix: Metric {
  /// A label that counts for nothing. No other that is no class counts either.
  public let ignoredLabel: Int32?
  /// For each class a row: how many of its labels were taken for each class. Empty before the first samples.
  public private(set) var counts: [[Int]] = []

  /// Labels equal to `ignoredLabel` are not counted.
  public init(ignoredLabel: Int32? = nil) { self.ignoredLabel = ignoredLabel }

  public var name: String { "mean accuracy of classes" }

  public mutating func add(_ samples: EvaluatedSamples) {
    let classes = samples.shape.first ?? 0
    if counts.isEmpty { counts = [[Int]](repeating: [Int](repeating: 0, count: classes), count: classes) }
    samples.forEachLabel { label, logits in
      guard label != ignoredLabel, counts.indices.contains(Int(label)) else { return }
      counts[Int(label)][EvaluatedSamples.predictedClass(logits)] += 1
    }
  }

  public var value: Double {
    let shares = counts.enumerated().compactMap { label, row in
      let sum = row.reduce(0, +)
      return sum == 0 ? nil : Double(row[label]) / Double(sum)
    }
    return shares.reduce(0, +) / Double(shares.count)
  }
}
