import ConcordKit

extension Activation: DifferentiableOperation {
  /// y = f(x): dx = f′ · dy, where f′ follows from y, or from x where y does not say it.
  func differentiate(_ node: Node, _ context: inout Differentiation) throws(GraphError) {
    guard let dy = try context.gradient(of: node.outputs[0]) else { return }
    let values = function.gradientTakesInput ? node.inputs[0] : node.outputs[0]
    try context.contribute(to: node.inputs[0], ActivationGradient(function, slope: slope), [values, dy])
  }
}
