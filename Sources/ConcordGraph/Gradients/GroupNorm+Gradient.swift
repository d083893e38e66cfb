import ConcordKit

extension GroupNormOperation: DifferentiableOperation {
  /// dx and each sample's dgamma come from one operation; the samples' shares of dgamma, and dy for dbeta, fold in their order.
  func differentiate(_ node: Node, _ context: inout Differentiation) throws(GraphError) {
    guard let dy = try context.gradient(of: node.outputs[0]) else { return }
    let (x, gamma, beta) = (node.inputs[0], node.inputs[1], node.inputs[2])
    let gradients = try context.apply(
      GroupNormGradient(), to: [x, node.outputs[1], node.outputs[2], gamma, dy], gradientsOf: x)
    if context.needsGradient(x) { try context.contribute(to: x, gradients[0]) }
    if context.needsGradient(gamma) { try context.contribute(to: gamma, BatchSum(), [gradients[1]]) }
    if context.needsGradient(beta) { try context.contribute(to: beta, BatchSum(), [dy]) }
  }
}
