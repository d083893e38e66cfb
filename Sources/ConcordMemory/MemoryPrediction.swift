import ConcordGraph
import ConcordKit

/// Bytes of each category, before anything is allocated.
public struct MemoryPrediction: Sendable, Hashable {
  /// Bytes that tensors fill.
  public private(set) var bytes: [MemoryCategory: Int] = [:]
  /// Bytes lost to alignment.
  public private(set) var padding: [MemoryCategory: Int] = [:]

  /// The layers without a formula, because of which all this is read from the graph of a step and the places that the planner gave; empty
  /// where formulas alone say it.
  public internal(set) var derivedLayers: [String] = []

  /// Multiplications followed by an addition in a step with one micro-batch, by the pass that they belong to.
  public internal(set) var multiplyAdds: [Pass: Int] = [:]

  /// The share of multiply-adds that is done once more, between 0 and 1: of all that the plans which keep everything do.
  public var extraMultiplyAdds: Double {
    let needed = multiplyAdds.reduce(0) { $0.addingSaturating($1.key == .recomputation ? 0 : $1.value) }
    return needed > 0 ? Double(multiplyAdds[.recomputation, default: 0]) / Double(needed) : 0
  }

  /// No bytes in any category.
  public init() {}

  /// Adds a tensor of `byteCount` bytes.
  public mutating func add(_ category: MemoryCategory, _ byteCount: Int) {
    add(category, byteCount, padding: MemoryAlignment.roundUp(byteCount) - byteCount)
  }

  /// Adds `byteCount` bytes of tensors and `lost` bytes between them.
  public mutating func add(_ category: MemoryCategory, _ byteCount: Int, padding lost: Int) {
    bytes[category] = self[category].addingSaturating(byteCount)
    padding[category] = padding[category, default: 0].addingSaturating(lost)
  }

  /// Bytes of the category, padding left out.
  public subscript(category: MemoryCategory) -> Int { bytes[category, default: 0] }

  /// Bytes of padding in all categories.
  public var totalPadding: Int { padding.values.reduce(0) { $0.addingSaturating($1) } }

  /// All bytes that will be asked of the device. Saturates at `Int.max`, like all sums here, so that an absurd size is refused by whoever
  /// compares it with a limit.
  public var total: Int { bytes.values.reduce(totalPadding) { $0.addingSaturating($1) } }
}
