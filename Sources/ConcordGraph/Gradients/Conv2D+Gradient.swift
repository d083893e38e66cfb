import ConcordKit

extension Conv2DOperation: DifferentiableOperation {
  /// y = x ⋆ w: dx and dw are operations of their own.
  func differentiate(_ node: Node, _ context: inout Differentiation) throws(GraphError) {
    guard let dy = try context.gradient(of: node.outputs[0]) else { return }
    let (x, w) = (node.inputs[0], node.inputs[1])
    if context.needsGradient(x) {
      let shape = context.graph[x].type.shape
      let definition = Conv2DInputGradient(geometry, height: shape[2], width: shape[3])
      try context.contribute(to: x, definition, [dy, w])
    }
    if context.needsGradient(w) {
      let shape = context.graph[w].type.shape
      let definition = Conv2DWeightGradient(geometry, height: shape[2], width: shape[3])
      try context.contribute(to: w, definition, [x, dy])
    }
  }
}
