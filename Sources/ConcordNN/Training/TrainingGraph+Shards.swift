import ConcordGraph
import ConcordKit

extension TrainingGraph {
  /// Appends the operations of the tree over a batch's shards, and declares what it keeps.
  ///
  /// - Parameters:
  ///   - levels: The tree's height; nothing is appended where it is 0.
  ///   - sums: What a shard leaves.
  static func appendShards(
    levels: Int, of sums: [Tensor], to graph: inout Graph
  ) throws(GraphError) -> (kept: [[Tensor]], nodes: [StepSection: Range<Int>]) {
    let (layer, pass) = (graph.layer, graph.pass)
    (graph.layer, graph.pass) = ("shards", .fold)
    defer { (graph.layer, graph.pass) = (layer, pass) }
    let kept = (0..<levels).map { level in
      sums.map { graph.declare("\(graph[$0].name), level \(level)", graph[$0].type, .gradients, payload: graph[$0].payload) }
    }
    var nodes: [StepSection: Range<Int>] = [:]
    func append(
      _ section: StepSection, _ body: (Int, inout Graph) throws(GraphError) -> Void
    ) throws(GraphError) {
      let start = graph.nodes.count
      for number in sums.indices { try body(number, &graph) }
      nodes[section] = start..<graph.nodes.count
    }
    for level in 0..<levels {
      if level == 0 {
        // A copy: a sum from +0 would lose the sign of -0.
        try append(.keepShard) { number, graph throws(GraphError) in
          let sum = sums[number]
          try graph.apply(
            Slice(axis: 0, start: 0, length: graph[sum].type.elementCount), to: [sum], into: [kept[0][number]])
        }
      }
      try append(.joinShards(level: level, keeping: false)) { number, graph throws(GraphError) in
        // Of two numbers the sum is the same in either's place.
        let (left, sum) = (kept[level][number], sums[number])
        let row = try graph.view(left, as: [1, graph[left].type.elementCount])
        try graph.apply(BatchSum(accumulate: true), to: [row, sum], into: [sum])
      }
      guard level + 1 < levels else { continue }
      try append(.joinShards(level: level, keeping: true)) { number, graph throws(GraphError) in
        try graph.apply(Add(), to: [kept[level][number], sums[number]], into: [kept[level + 1][number]])
      }
    }
    return (kept, nodes)
  }
}
