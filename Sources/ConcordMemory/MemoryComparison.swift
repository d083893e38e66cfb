import ConcordKit

/// Prediction and ledger side by side. A difference other than 0 is a bug in one of them.
public struct MemoryComparison: Sendable {
  /// One category.
  public struct Row: Sendable {
    /// What it holds.
    public let category: MemoryCategory
    /// Bytes from the formulas.
    public let predicted: Int
    /// Bytes from the ledger.
    public let allocated: Int
    /// Allocated less predicted, in bytes; 0 unless there is a bug.
    public var difference: Int { allocated - predicted }
  }

  /// One for each category.
  public let rows: [Row]
  /// Bytes of padding from the formulas.
  public let predictedPadding: Int
  /// Bytes of padding from the ledger.
  public let allocatedPadding: Int
  /// Bytes of all categories from the formulas, with padding.
  public let predictedTotal: Int
  /// The most that was allocated at one time.
  public let peak: Int
  /// See ``MemoryPrediction/derivedLayers``.
  public let derivedLayers: [String]
  /// See ``MemoryPrediction/extraMultiplyAdds``.
  public let extraMultiplyAdds: Double

  /// Compares the prediction with what the ledger counted.
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
