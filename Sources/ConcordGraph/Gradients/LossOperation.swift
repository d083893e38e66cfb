import ConcordKit

/// An operation that gives losses and, as its second output, the scaled gradient with respect to its first input: it is where
/// differentiation starts.
protocol LossOperation: DifferentiableOperation {}

extension LossOperation {
  func differentiate(_ node: Node, _ context: inout Differentiation) throws(GraphError) {
    guard try context.gradient(of: node.outputs[0]) == nil else {
      throw GraphError(
        layer: node.layer,
        "\(node.name) gives its gradient for its own loss, and cannot be part of another; make "
          + "that of other operations, such as log_softmax"
      )
    }
    guard !context.needsGradient(node.inputs[1]) else {
      throw GraphError(
        layer: node.layer, "\(node.name) gives no gradient with respect to its target, which a parameter contributes to")
    }
    try context.contribute(to: node.inputs[0], node.outputs[1])
  }
}
