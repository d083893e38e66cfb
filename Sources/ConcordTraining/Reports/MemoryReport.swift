import ConcordGraph
import ConcordKit
import ConcordMemory

/// The memory table as JSON: predicted bytes, and allocated ones where something was allocated.
public struct MemoryReport: Codable, Sendable, Equatable {
  public struct Category: Codable, Sendable, Equatable {
    public var predicted: Int
    public var allocated: Int?
    public var difference: Int?
  }

  public var plan: String
  public var categories: [String: Category]
  /// Bytes lost to alignment, predicted.
  public var padding: Int
  public var paddingAllocated: Int?
  /// All bytes asked of the device, padding included, predicted.
  public var peak: Int
  public var peakAllocated: Int?
  /// Multiply-adds of a step that the plan does a second time, as a share of all others.
  public var extraMultiplyAdds: Double

  /// A prediction alone.
  public init(_ prediction: MemoryPrediction, plan: MemoryPlan) {
    self.plan = plan.rawValue
    categories = Dictionary(
      uniqueKeysWithValues: MemoryCategory.allCases.map { ($0.rawValue, Category(predicted: prediction[$0])) })
    padding = prediction.totalPadding
    peak = prediction.total
    extraMultiplyAdds = prediction.extraMultiplyAdds
  }

  /// Prediction beside ledger.
  public init(_ comparison: MemoryComparison, plan: MemoryPlan) {
    self.plan = plan.rawValue
    categories = Dictionary(
      uniqueKeysWithValues: comparison.rows.map { row in
        (
          row.category.rawValue,
          Category(predicted: row.predicted, allocated: row.allocated, difference: row.difference)
        )
      })
    padding = comparison.predictedPadding
    paddingAllocated = comparison.allocatedPadding
    peak = comparison.predictedTotal
    peakAllocated = comparison.peak
    extraMultiplyAdds = comparison.extraMultiplyAdds
  }

  /// Whether nothing was allocated otherwise than predicted.
  public var isExact: Bool {
    categories.values.allSatisfy { ($0.difference ?? 0) == 0 } && (paddingAllocated ?? padding) == padding
      && (peakAllocated ?? peak) == peak
  }
}
