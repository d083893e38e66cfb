import ConcordKit

extension MaxPool2DOperation: DifferentiableOperation {
  /// y = the winner of each window: dx = dy where it was found.
  func differentiate(_ node: Node, _ context: inout Differentiation) throws(GraphError) {
    guard let dy = try context.gradient(of: node.outputs[0]) else { return }
    try context.contribute(to: node.inputs[0], MaxPool2DGradient(window), [node.inputs[0], dy])
  }
}
