import ConcordKit

extension BiasAdd: DifferentiableOperation {
  /// y = x + b: dx = dy, db = the sum of dy over samples and positions.
  func differentiate(_ node: Node, _ context: inout Differentiation) throws(GraphError) {
    guard let dy = try context.gradient(of: node.outputs[0]) else { return }
    if context.needsGradient(node.inputs[0]) { try context.contribute(to: node.inputs[0], dy) }
    if context.needsGradient(node.inputs[1]) { try context.contribute(to: node.inputs[1], BatchSum(), [dy]) }
  }
}
