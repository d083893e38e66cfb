import ConcordKit

extension Pad: DifferentiableOperation {
  /// y = x among zeros: dx = the part of dy where x is.
  func differentiate(_ node: Node, _ context: inout Differentiation) throws(GraphError) {
    guard let dy = try context.gradient(of: node.outputs[0]) else { return }
    let length = context.graph[node.inputs[0]].type.shape[axis]
    try context.contribute(to: node.inputs[0], Slice(axis: axis, start: before, length: length), [dy])
  }
}
