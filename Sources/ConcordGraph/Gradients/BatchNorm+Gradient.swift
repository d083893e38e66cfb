import ConcordKit

extension BatchNorm: DifferentiableOperation {
  /// dx, dgamma and dbeta come from one operation, over the micro-batch.
  func differentiate(_ node: Node, _ context: inout Differentiation) throws(GraphError) {
    guard let dy = try context.gradient(of: node.outputs[0]) else { return }
    let (x, gamma, beta) = (node.inputs[0], node.inputs[1], node.inputs[2])
    let gradients = try context.apply(
      BatchNormGradient(), to: [x, node.outputs[1], node.outputs[2], gamma, dy], gradientsOf: x)
    for (input, gradient) in zip([x, gamma, beta], gradients) where context.needsGradient(input) {
      try context.contribute(to: input, gradient)
    }
  }
}
