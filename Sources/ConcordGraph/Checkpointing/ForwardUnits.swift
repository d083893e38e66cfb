import ConcordKit

/// The forward pass of a training graph in units: the pieces between the places where a single activation goes on to what
/// follows.
public struct ForwardUnits {
  /// The node at which each unit starts.
  public let starts: [Int]
  /// For each unit, the bytes of the activations that it makes and that the backward pass reads.
  public let weights: [Int]

  /// The units of the graph's forward pass.
  public init(_ graph: Graph) {
    let forward = graph.nodes.indices.filter { graph.nodes[$0].phase == .training && graph.nodes[$0].pass == .forward }
    var starts = forward.prefix(1).map(\.self)
    var producers: [Tensor: Int] = [:]
    // The last forward operation, or one of the loss, that reads it.
    var lastReads: [Tensor: Int] = [:]
    var neededBackward: Set<Tensor> = []
    for (index, node) in graph.nodes.enumerated() where node.phase == .training {
      let inputs = node.inputs.map(graph.storage(of:))
      switch node.pass {
      case .forward, .loss: for tensor in inputs { lastReads[tensor] = index }
      case .backward, .recomputation: neededBackward.formUnion(inputs)
      case .fold, .update: break
      }
      guard node.pass == .forward else { continue }
      for tensor in node.outputs.map(graph.storage(of:)) where graph[tensor].category == .activations {
        producers[tensor] = producers[tensor] ?? index
      }
    }
    for index in forward.dropFirst() {
      let crossing = producers.count { $0.value < index && (lastReads[$0.key] ?? -1) >= index }
      if crossing <= 1 { starts.append(index) }
    }
    var weights = starts.map { _ in 0 }
    for (tensor, producer) in producers where neededBackward.contains(tensor) {
      if let unit = starts.lastIndex(where: { $0 <= producer }) {
        weights[unit] = weights[unit].addingSaturating(graph[tensor].type.byteCount)
      }
    }
    self.starts = starts
    self.weights = weights
  }

  /// The nodes at which all but the first of `segments` segments of about equal weight start. Fewer where units are too few or too
  /// large.
  public func cuts(segments: Int) -> [Int] {
    let total = weights.reduce(0) { $0.addingSaturating($1) }
    var cuts: [Int] = []
    var (sum, reached) = (0, 0)
    for unit in starts.indices.dropLast() {
      sum = sum.addingSaturating(weights[unit])
      let before = reached
      while reached + 1 < segments, sum.multipliedSaturating(by: segments) >= total.multipliedSaturating(by: reached + 1) {
        reached += 1
      }
      if reached > before { cuts.append(starts[unit + 1]) }
    }
    return cuts
  }

  /// The smallest number whose square is not less than that of the units.
  var squareRoot: Int { (1...max(starts.count, 1)).first { $0 * $0 >= starts.count } ?? 1 }
}
