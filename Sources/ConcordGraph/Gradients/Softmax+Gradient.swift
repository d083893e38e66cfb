import ConcordKit

extension SoftmaxOperation: DifferentiableOperation {
  /// y = softmax(x): dx = y · (dy − Σ y dy), row by row. Where a mask leaves out columns, y is 0, and so is dx.
  func differentiate(_ node: Node, _ context: inout Differentiation) throws(GraphError) {
    guard let dy = try context.gradient(of: node.outputs[0]) else { return }
    let shape = context.graph[dy].type.shape
    let rows = [TensorType(shape.dropLast()).elementCount, shape.last ?? 1]
    let dx = try context.apply(
      SoftmaxGradient(), to: [context.graph.view(node.outputs[0], as: rows), context.graph.view(dy, as: rows)],
      gradientsOf: node.inputs[0])[0]
    try context.contribute(to: node.inputs[0], context.graph.view(dx, as: shape))
  }
}
