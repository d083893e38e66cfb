import ConcordKit

extension Multiply: DifferentiableOperation {
  /// y = a × b: da = dy × b, db = dy × a.
  func differentiate(_ node: Node, _ context: inout Differentiation) throws(GraphError) {
    guard let dy = try context.gradient(of: node.outputs[0]) else { return }
    let (a, b) = (node.inputs[0], node.inputs[1])
    if context.needsGradient(a) { try context.contribute(to: a, Multiply(), [dy, b]) }
    if context.needsGradient(b) { try context.contribute(to: b, Multiply(), [dy, a]) }
  }
}
