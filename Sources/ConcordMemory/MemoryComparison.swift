import ConcordKit

/// Prediction and ledger side by side. A difference other than 0 is a bug in one of them.
public struct MemoryComparison: Sendable {
  public struct Row: Sendable {
    public let category: MemoryCategory
    public let predicted: Int
    public let allocated: Int
    public var difference: Int { allocated - predicted }
  }

  public let rows: [Row]
  public let predictedPadding: Int
  public let allocatedPadding: Int
  public let predictedTotal: Int
  /// The most that was allocated at one time.
  public let peak: Int
  /// See ``MemoryPrediction/derivedLayers``.
  public let derivedLayers: [String]
  /// See ``MemoryPrediction/extraMultiplyAdds``.
  public let extraMultiplyAdds: Double

  public init(_ prediction: MemoryPrediction, _ ledger: Ledger) {
    rows = MemoryCategory.allCases.map { category in
      Row(
        category: category, predicted: prediction[category], allocated: ledger.usage[category]?.allocated ?? 0)
    }
    predictedPadding = prediction.totalPadding
    allocatedPadding = ledger.usage.values.reduce(0) { $0 + $1.padding }
    predictedTotal = prediction.total
    peak = ledger.peakByteCount
    extraMultiplyAdds = prediction.extraMultiplyAdds
    derivedLayers = prediction.derivedLayers
  }

  /// Whether every category, the padding and the peak are as predicted.
  public var isExact: Bool {
    rows.allSatisfy { $0.difference == 0 } && predictedPadding == allocatedPadding && predictedTotal == peak
  }
}
