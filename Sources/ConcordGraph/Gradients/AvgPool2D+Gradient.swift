import ConcordKit

extension AvgPool2DOperation: DifferentiableOperation {
  /// y = the mean of each window: dx = dy / kernel², spread over it.
  func differentiate(_ node: Node, _ context: inout Differentiation) throws(GraphError) {
    guard let dy = try context.gradient(of: node.outputs[0]) else { return }
    let shape = context.graph[node.inputs[0]].type.shape
    try context.contribute(to: node.inputs[0], AvgPool2DGradient(window, height: shape[2], width: shape[3]), [dy])
  }
}
