import ConcordKit

extension Activation: DifferentiableOperation {
  /// y = f(x): dx = f′ · dy, where f′ follows from y.
  func differentiate(_ node: Node, _ context: inout Differentiation) throws(GraphError) {
    guard let dy = try context.gradient(of: node.outputs[0]) else { return }
    try context.contribute(to: node.inputs[0], ActivationGradient(function), [node.outputs[0], dy])
  }
}
