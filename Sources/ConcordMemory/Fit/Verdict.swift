import ConcordKit

extension Fit {
  /// Whether something fits, with the prediction that decided.
  public enum Verdict: Sendable {
    case fits(MemoryPrediction)
    case exceeds(MemoryPrediction, Obstacle)

    public var prediction: MemoryPrediction {
      switch self {
      case .fits(let prediction), .exceeds(let prediction, _): prediction
      }
    }

    public var obstacle: Obstacle? {
      if case .exceeds(_, let obstacle) = self { obstacle } else { nil }
    }
  }

  /// What stands against something larger.
  public enum Obstacle: Sendable, Equatable {
    /// All allocations together.
    case total
    /// One tensor, or the workspace, which must lie in one piece.
    case singleAllocation(MemoryCategory, tensor: String, byteCount: Int)
    /// The backend does not serve an operation of that size.
    case unsupported(String)
    /// The question's own bound was reached.
    case bound
  }

  /// In words: what limits, which category most.
  public func describe(_ obstacle: Obstacle, _ prediction: MemoryPrediction) -> String {
    switch obstacle {
    case .total:
      let all = "\(ByteCount(prediction.total)) in all against \(ByteCount(budget.total)), \(budget.origin)"
      guard let largest = prediction.largest, prediction.total > 0 else { return all }
      let share = MemoryBudget.percent(Double(prediction[largest]) / Double(prediction.total))
      return "\(all); \(share) of it are \(largest)"
    case .singleAllocation(let category, let tensor, let byteCount):
      return "one allocation: '\(tensor)' (\(category)) takes \(ByteCount(byteCount)) in one piece, and the device gives "
        + "at most \(ByteCount(budget.singleAllocation ?? 0))"
    case .unsupported(let message):
      return "the backend: \(message)"
    case .bound:
      return "nothing: larger ones were not asked about"
    }
  }
}

extension MemoryPrediction {
  /// The category with the most bytes.
  public var largest: MemoryCategory? {
    MemoryCategory.allCases.max { self[$0] < self[$1] }
  }
}
