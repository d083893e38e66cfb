import ConcordFiles

extension BenchReport {
  /// A line for each figure that cannot be right or says little, so that nobody takes it for the device's.
  var doubts: [String] {
    var doubts: [String] = []
    if let peak, peak.spread > Self.tolerableSpread {
      doubts.append("two measurements of the peak lie \(Self.percent(peak.spread)) apart")
    }
    func doubt(_ work: Work, _ what: String) {
      // Work that lies in a cache moves its bytes faster than memory gives them.
      if let share = work.shareOfPeak, share > 1 + Self.tolerableExcess {
        doubts.append("\(what) has \(Self.percent(share)) of the peak that was measured")
      }
      doubt(work.milliseconds.spread, what)
    }
    func doubt(_ spread: Double, _ what: String) {
      guard spread > Self.tolerableSpread else { return }
      doubts.append("the times of \(what) spread over \(Self.percent(spread)) of their median")
    }
    for product in products { doubt(product.work, "the matrix product \(product.size)³") }
    for operation in operations {
      let inputs = operation.inputs.map { $0.map(String.init).joined(separator: "×") }.joined(separator: ", ")
      doubt(operation.work, "\(operation.name) on \(inputs)")
    }
    for step in steps { doubt(step.milliseconds.spread, "the step with batch \(step.batchSize)") }
    return doubts
  }

  /// As a share of the median; (p90 − p10).
  private static let tolerableSpread = 0.3
  /// Of the peak, which is measured too.
  private static let tolerableExcess = 0.1

  private static func percent(_ share: Double) -> String { "\(Format.decimal(share * 100, 0)) %" }
}
