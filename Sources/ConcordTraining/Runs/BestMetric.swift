import ConcordRuns

/// By what the best of a run's epochs is told, on the validation part: chosen by the test part, it would say nothing of other data.
public enum BestMetric: String, Sendable, CaseIterable {
  /// The largest share of right answers.
  case accuracy
  /// The smallest mean loss.
  case loss

  /// Larger is better; nil for a row of no epoch.
  private func value(_ row: MetricsRow) -> Double? {
    switch self {
    case .accuracy: row.validationAccuracy
    case .loss: row.validationLoss.map { -Double($0) }
    }
  }

  /// The place of the best row, the first of equal ones; nil where there is none.
  func best(_ rows: [MetricsRow]) -> Int? {
    var best: (place: Int, value: Double)?
    for (place, row) in rows.enumerated() {
      guard let value = value(row), value > best?.value ?? -.infinity else { continue }
      best = (place, value)
    }
    return best?.place
  }
}
