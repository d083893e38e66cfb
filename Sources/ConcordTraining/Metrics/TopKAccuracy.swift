/// The share of labels whose class is among the k with the largest logits. Of equal logits the lower class comes first, and NaNs come before
/// numbers, so that k = 1 is ``Accuracy``.
public struct TopKAccuracy: Metric {
  /// How many answers a sample has.
  public let k: Int
  /// A label that counts for nothing.
  public let ignoredLabel: Int32?
  /// Samples of which one answer was right.
  public private(set) var correct = 0
  /// Samples that were counted.
  public private(set) var count = 0

  /// A sample is right where its label is among the `k` largest outputs.
  public init(_ k: Int, ignoredLabel: Int32? = nil) {
    self.k = k
    self.ignoredLabel = ignoredLabel
  }

  public var name: String { "top-\(k) accuracy" }

  public mutating func add(_ samples: EvaluatedSamples) {
    samples.forEachLabel { label, logits in
      guard label != ignoredLabel else { return }
      count += 1
      guard logits.indices.contains(Int(label)) else { return }
      let own = logits[Int(label)]
      let before = logits.enumerated().count { place, logit in
        let isEqual = logit == own || (logit.isNaN && own.isNaN)
        return logit > own || (logit.isNaN && !own.isNaN) || (isEqual && place < Int(label))
      }
      if before < k { correct += 1 }
    }
  }

  public var value: Double { Double(correct) / Double(count) }
}
