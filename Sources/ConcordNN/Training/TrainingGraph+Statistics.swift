import ConcordGraph
import ConcordKit

/// Running statistics of a step whose micro-batches are on several devices.
///
/// They are averaged in the order of all micro-batches of a batch, which no device has. So each micro-batch leaves its own statistics in
/// their place, averaged with the weight 1, and whoever collects them averages them.
extension TrainingGraph {
  /// A tensor that a forward pass averages into.
  public struct Statistic: Sendable {
    /// [C], one of the state.
    public let tensor: Tensor
    /// The weight of a micro-batch.
    public let momentum: Float
    /// 1 − momentum, rounded once.
    public let momentumComplement: Float
  }

  /// - Throws: Where a layer keeps something else from step to step, of which nobody knows how micro-batches move it; where two operations
  ///   move the same.
  static func statistics(
    of graph: Graph, _ nodes: ArraySlice<Node>, _ state: [Parameter]
  ) throws(GraphError) -> [Statistic] {
    let kept = Set(state.map(\.tensor))
    var statistics: [Statistic] = []
    for node in nodes {
      for (number, output) in node.outputs.enumerated() where kept.contains(graph.storage(of: output)) {
        let tensor = graph.storage(of: output)
        guard let batchNorm = node.definition as? BatchNorm, number > 2, !statistics.contains(where: { $0.tensor == tensor })
        else {
          throw GraphError(
            layer: node.layer,
            "\(node.name) moves '\(graph[tensor].name)' in a way that several devices cannot share; train on one device")
        }
        statistics.append(
          Statistic(tensor: tensor, momentum: batchNorm.momentum, momentumComplement: batchNorm.momentumComplement))
      }
    }
    return statistics
  }

  /// The operation that leaves the statistics of its micro-batch, where the step is shared; each other as it is.
  func measuring(_ node: Node) -> Node {
    guard !statistics.isEmpty, var definition = node.definition as? BatchNorm else { return node }
    (definition.momentum, definition.momentumComplement) = (1, 0)
    var node = node
    node.definition = definition
    return node
  }
}
