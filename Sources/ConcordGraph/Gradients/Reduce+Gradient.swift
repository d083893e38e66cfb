import ConcordKit

extension Reduce: DifferentiableOperation {
  /// y = the sum, or mean, of each row: dx = dy, or dy / columns, in every column.
  func differentiate(_ node: Node, _ context: inout Differentiation) throws(GraphError) {
    guard let dy = try context.gradient(of: node.outputs[0]) else { return }
    guard kind != .max else {
      throw GraphError(layer: node.layer, "reduce has no gradient for the maximum; use the sum or the mean")
    }
    let columns = context.graph[node.inputs[0]].type.shape[1]
    try context.contribute(to: node.inputs[0], ReduceGradient(kind, columns: columns), [dy])
  }
}
