import ConcordKit

/// Which activations of the forward pass are computed again in the backward pass.
public enum Checkpoints: Sendable, Hashable {
  /// None: all that are needed are kept.
  case none
  /// √n segments for n units of the forward pass.
  case squareRoot
  /// So many segments of about equal weight, if there are enough units.
  case segments(Int)
  /// Segments that start at given operations: those of the same model with another micro-batch.
  case cuts([Int])

  /// Lets the backward pass of a graph, which must be its end, compute activations again.
  ///
  /// - Returns: The forward operations at which all segments but the first start.
  public func apply(to graph: inout Graph) throws(GraphError) -> [Int] {
    let cuts = cuts(of: graph)
    try graph.recompute(cuts: cuts)
    return cuts
  }

  private func cuts(of graph: Graph) -> [Int] {
    switch self {
    case .none: return []
    case .cuts(let cuts): return cuts
    case .segments(let count): return ForwardUnits(graph).cuts(segments: count)
    case .squareRoot:
      let units = ForwardUnits(graph)
      return units.cuts(segments: units.squareRoot)
    }
  }
}
