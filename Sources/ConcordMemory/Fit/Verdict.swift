import ConcordKit

extension Fit {
  /// Whether something fits, with the prediction that decided.
  public enum Verdict {
    /// With the step as it was planned, where a device was asked.
    case fits(MemoryPrediction, PlannedStep?)
    /// It does not fit: what it needs, and what stands against it.
    case exceeds(MemoryPrediction, Obstacle)

    /// What it needs.
    public var prediction: MemoryPrediction {
      switch self {
      case .fits(let prediction, _), .exceeds(let prediction, _): prediction
      }
    }

    /// The step as it was planned, where it fits.
    public var planned: PlannedStep? {
      if case .fits(_, let planned) = self { planned } else { nil }
    }

    /// What stands against it, where it does not fit.
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
    /// Activations take at least so many bytes under the plan `checkpoint`, more than their own budget.
    case activationBudget(least: Int)
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
    case .activationBudget(let least):
      return "the activation budget: \(activationBudget ?? 0) bytes against the \(least) that activations take at least"
    case .unsupported(let message):
      return "the backend: \(message)"
    case .bound:
      return "nothing: larger ones were not asked about"
    }
  }

  /// What the largest number that fits keeps to, after "the largest": `within 80 % of the memory of cpu-haswell`.
  public func limit(_ obstacle: Obstacle) -> String {
    switch obstacle {
    case .total, .bound: "within \(budget.origin)"
    case .singleAllocation(_, let tensor, _): "whose '\(tensor)' the device gives in one piece"
    case .activationBudget: "within the activation budget of \(activationBudget ?? 0) bytes"
    case .unsupported: "that the backend serves"
    }
  }
}

extension MemoryPrediction {
  /// The category with the most bytes.
  public var largest: MemoryCategory? {
    MemoryCategory.allCases.max { self[$0] < self[$1] }
  }
}
