import ConcordKit

extension LogSoftmaxOperation: DifferentiableOperation {
  /// y = log softmax(x): dx = dy − e^y Σ dy, row by row.
  func differentiate(_ node: Node, _ context: inout Differentiation) throws(GraphError) {
    guard let dy = try context.gradient(of: node.outputs[0]) else { return }
    try context.contribute(to: node.inputs[0], LogSoftmaxGradient(), [node.outputs[0], dy])
  }
}
