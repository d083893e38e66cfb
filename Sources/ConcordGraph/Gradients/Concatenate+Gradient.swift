import ConcordKit

extension Concatenate: DifferentiableOperation {
  /// y = the inputs one after another: the gradient of each is its part of dy.
  func differentiate(_ node: Node, _ context: inout Differentiation) throws(GraphError) {
    guard let dy = try context.gradient(of: node.outputs[0]) else { return }
    var start = 0
    for input in node.inputs {
      let length = context.graph[input].type.shape[axis]
      if context.needsGradient(input) {
        try context.contribute(to: input, Slice(axis: axis, start: start, length: length), [dy])
      }
      start += length
    }
  }
}
