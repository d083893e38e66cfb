import ConcordKit

extension SoftmaxOperation: DifferentiableOperation {
  /// y = softmax(x): dx = y · (dy − Σ y dy), row by row.
  func differentiate(_ node: Node, _ context: inout Differentiation) throws(GraphError) {
    guard let dy = try context.gradient(of: node.outputs[0]) else { return }
    try context.contribute(to: node.inputs[0], SoftmaxGradient(), [node.outputs[0], dy])
  }
}
