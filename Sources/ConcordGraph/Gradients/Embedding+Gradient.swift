import ConcordKit

extension EmbeddingOperation: DifferentiableOperation {
  /// y[n] = table[indices[n]]: each row of the table gathers the dy that it was read for.
  func differentiate(_ node: Node, _ context: inout Differentiation) throws(GraphError) {
    guard let dy = try context.gradient(of: node.outputs[0]) else { return }
    let (indices, table) = (node.inputs[0], node.inputs[1])
    let rows = context.graph[table].type.shape[0]
    try context.contribute(to: table, EmbeddingGradient(rows: rows), [indices, dy])
  }
}
