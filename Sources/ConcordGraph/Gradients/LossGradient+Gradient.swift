import ConcordKit

extension LossGradient: DifferentiableOperation {
  /// It is the gradient of the losses that it reads: differentiation of losses that do not give their own starts here.
  func differentiate(_ node: Node, _ context: inout Differentiation) throws(GraphError) {
    try context.contribute(to: node.inputs[0], node.outputs[0])
  }
}
