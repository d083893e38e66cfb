import ConcordKit

extension Add: DifferentiableOperation {
  /// y = a + b: da = dy, db = dy, each summed over what it was stretched along.
  func differentiate(_ node: Node, _ context: inout Differentiation) throws(GraphError) {
    guard let dy = try context.gradient(of: node.outputs[0]) else { return }
    for input in node.inputs where context.needsGradient(input) { try context.contribute(to: input, stretched: dy) }
  }
}
