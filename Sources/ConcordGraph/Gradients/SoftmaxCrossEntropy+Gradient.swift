import ConcordKit

extension SoftmaxCrossEntropy: DifferentiableOperation {
  /// The operation gives the gradient with respect to the logits itself: it is where differentiation starts.
  func differentiate(_ node: Node, _ context: inout Differentiation) throws(GraphError) {
    try context.contribute(to: node.inputs[0], node.outputs[1])
  }
}
