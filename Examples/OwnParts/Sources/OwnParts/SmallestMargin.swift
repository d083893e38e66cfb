import Concord

/// By how much the label's logit is above the best of the others, where it is least; below 0 where a sample is taken for another class.
struct SmallestMargin: Metric {
  let name = "smallest margin"
  var value = Double.infinity

  mutating func add(_ samples: EvaluatedSamples) {
    samples.forEachLabel { label, logits in
      let others = logits.indices.filter { $0 != Int(label) }.map { logits[$0] }
      value = min(value, Double(logits[Int(label)] - (others.max() ?? -.infinity)))
    }
  }
}
