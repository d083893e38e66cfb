import ConcordGraph
import ConcordKit
import ConcordMemory
import ConcordNN

/// The memory table as JSON: predicted bytes, and allocated ones where something was allocated.
public struct MemoryReport: Codable, Sendable, Equatable {
  /// Bytes of one category.
  public struct Category: Codable, Sendable, Equatable {
    /// By the formulas.
    public var predicted: Int
    /// By the ledger, where something was allocated.
    public var allocated: Int?
    /// Allocated less predicted, where something was allocated.
    public var difference: Int?
  }

  /// What one layer of a model takes, by its formula or, derived, by its graph: each tensor in a place of its own, without padding.
  public struct Layer: Codable, Sendable, Equatable {
    /// The layer's name.
    public var name: String
    /// The layer's type, such as `Linear`.
    public var kind: String
    /// Bytes of its parameters; its gradients take as many, optimizer and state come on top.
    public var parameters: Int
    /// Bytes of what it computes and of the gradients that it passes on.
    public var activations: Int
    /// Whether it has no formula, so that its graph says it.
    public var derived: Bool?
  }

  /// How tightly activations lie.
  public struct Packing: Codable, Sendable, Equatable {
    /// Bytes of activations, with the padding between them.
    public var byteCount: Int
    /// The largest sum of such bytes that lives at one operation. No places take less.
    public var lowerBound: Int

    /// What the plan needs, and what no plan could stay below, in bytes.
    public init(byteCount: Int, lowerBound: Int) {
      self.byteCount = byteCount
      self.lowerBound = lowerBound
    }
  }

  /// The plan's name.
  public var plan: String
  /// Bytes by the categories' names.
  public var categories: [String: Category]
  /// The layers without a formula, where there are any: the prediction is derived from the graph then.
  public var derivedLayers: [String]?
  /// Bytes lost to alignment, predicted.
  public var padding: Int
  /// Bytes of padding by the ledger, where something was allocated.
  public var paddingAllocated: Int?
  /// All bytes asked of the device, padding included, predicted.
  public var peak: Int
  /// The most bytes at one time by the ledger, where something was allocated.
  public var peakAllocated: Int?
  /// By layer, where that was asked.
  public var layers: [Layer]?
  /// Of the activations, where that was asked.
  public var packing: Packing?
  /// Multiply-adds of a step that the plan does a second time, as a share of all others.
  public var extraMultiplyAdds: Double

  /// A prediction alone.
  public init(_ prediction: MemoryPrediction, plan: MemoryPlan) {
    self.plan = plan.rawValue
    categories = Dictionary(
      uniqueKeysWithValues: MemoryCategory.allCases.map { ($0.rawValue, Category(predicted: prediction[$0])) })
    derivedLayers = prediction.derivedLayers.isEmpty ? nil : prediction.derivedLayers
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
    derivedLayers = comparison.derivedLayers.isEmpty ? nil : comparison.derivedLayers
    padding = comparison.predictedPadding
    paddingAllocated = comparison.allocatedPadding
    peak = comparison.predictedTotal
    peakAllocated = comparison.peak
    extraMultiplyAdds = comparison.extraMultiplyAdds
  }

  /// The layers of a model, in order, those within others after them; then the loss.
  public static func layers(of model: Model, loss: any OutputLosses, microBatch: Int) throws -> [Layer] {
    try MemoryModel.layers(of: model, loss: loss).map { layer in
      Layer(
        name: layer.name, kind: layer.kind, parameters: 4 * layer.parameters.reduce(0, +),
        activations: 4 * (microBatch * layer.activations.reduce(0, +) + layer.fixedActivations.reduce(0, +)),
        derived: layer.isDerived ? true : nil)
    }
  }

  /// Whether nothing was allocated otherwise than predicted.
  public var isExact: Bool {
    categories.values.allSatisfy { ($0.difference ?? 0) == 0 } && (paddingAllocated ?? padding) == padding
      && (peakAllocated ?? peak) == peak
  }
}
