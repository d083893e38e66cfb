import ConcordKit

extension MeanSquaredError: DifferentiableOperation {
  /// The operation gives the gradient with respect to the prediction itself: it is where differentiation starts.
  func differentiate(_ node: Node, _ context: inout Differentiation) throws(GraphError) {
    guard !context.needsGradient(node.inputs[1]) else {
      throw GraphError(
        layer: node.layer, "\(node.name) gives no gradient with respect to its target, which a parameter contributes to")
    }
    try context.contribute(to: node.inputs[0], node.outputs[1])
  }
}
