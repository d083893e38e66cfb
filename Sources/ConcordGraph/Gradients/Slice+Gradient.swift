import ConcordKit

extension Slice: DifferentiableOperation {
  /// y = a part of x: dx = dy in its place, 0 elsewhere.
  func differentiate(_ node: Node, _ context: inout Differentiation) throws(GraphError) {
    guard let dy = try context.gradient(of: node.outputs[0]) else { return }
    let after = context.graph[node.inputs[0]].type.shape[axis] - start - length
    try context.contribute(to: node.inputs[0], Pad(axis: axis, before: start, after: after), [dy])
  }
}
