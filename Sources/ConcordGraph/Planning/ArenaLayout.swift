import ConcordKit

/// A place for every tensor: one arena for each category, or several where the device's largest allocation is smaller.
public struct ArenaLayout: Sendable {
  /// One allocation.
  public struct Arena: Sendable, Hashable {
    /// What the arena holds.
    public var category: MemoryCategory
    /// The size in bytes.
    public var byteCount: Int
    /// Bytes that no tensor fills.
    public var padding: Int
  }

  /// The `buffer` of a ``/ConcordKit/Place`` is an index into it.
  public internal(set) var arenas: [Arena] = []
  /// By storage: tensors with a place of their own.
  public internal(set) var places: [Tensor: Place] = [:]

  /// The place of a tensor, a view or a span.
  public func place(of tensor: Tensor, in graph: Graph) -> Place? {
    let storage = graph.storage(of: tensor)
    if case .span(let members) = graph[storage].storage { return members.first.flatMap { places[$0] } }
    return places[storage]
  }
}
