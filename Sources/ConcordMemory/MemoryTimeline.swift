import ConcordGraph
import ConcordKit

/// The device memory that is in use at each operation of a training step with one micro-batch.
///
/// Of activations, those that were written and will be read, in places rounded up to the alignment; of all other categories, what
/// is allocated, since it stays.
public struct MemoryTimeline: Sendable, Hashable {
  /// What lives while one operation runs.
  public struct Entry: Sendable, Hashable {
    /// As the vocabulary names it; `update` for all operations of the optimizer together.
    public let operation: String
    /// The layer that the operation belongs to.
    public let layer: String
    /// The pass that it belongs to.
    public let pass: Pass
    /// Bytes that are alive, by category.
    public let bytes: [MemoryCategory: Int]

    /// Bytes that are alive in all categories.
    public var total: Int { bytes.values.reduce(0) { $0.addingSaturating($1) } }
  }

  /// In the order in which they run.
  public let entries: [Entry]

  /// The first operation at which most bytes are in use.
  public var peak: Entry? { entries.reduce(nil as Entry?) { best, entry in entry.total > best?.total ?? -1 ? entry : best } }

  /// - Parameter update: What is in use in the update; no activation is.
  init(_ entries: [Entry], update: [MemoryCategory: Int]) {
    self.entries =
      entries + [
        Entry(
          operation: "update", layer: "optimizer", pass: .update, bytes: update.merging([.activations: 0]) { $1 })
      ]
  }
}
