import ConcordKit

extension DropoutOperation: DifferentiableOperation {
  /// y = mask × x: dx = mask × dy, the mask drawn again from the same numbers.
  func differentiate(_ node: Node, _ context: inout Differentiation) throws(GraphError) {
    guard let dy = try context.gradient(of: node.outputs[0]) else { return }
    try context.contribute(to: node.inputs[0], self, [dy], scalars: node.scalars)
  }
}
