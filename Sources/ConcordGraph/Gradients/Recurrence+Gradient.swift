import ConcordKit

extension Recurrence: DifferentiableOperation {
  /// One operation goes back through all times. The weights' gradients are folded over samples and times, the samples outermost: dw =
  /// dhiddenᵀ · the states before, dbias = the sum of dhidden.
  func differentiate(_ node: Node, _ context: inout Differentiation) throws(GraphError) {
    let (dy, dlast) = (try context.gradient(of: node.outputs[0]), try context.gradient(of: node.outputs[1]))
    guard dy != nil || dlast != nil else { return }
    let gradient = RecurrenceGradient(
      cell, reversed: reversed, lengths: lengths, initial: initial, sequence: dy != nil, last: dlast != nil)
    let (p, w) = (node.inputs[0], node.inputs[1])
    let rest = Array(node.inputs.dropFirst(bias ? 3 : 2))
    let outputs = try context.apply(
      gradient, to: [w, node.outputs[0]] + node.outputs.dropFirst(2) + rest + [dy, dlast].compactMap(\.self), gradientsOf: p)
    if context.needsGradient(p) { try context.contribute(to: p, outputs[0]) }
    let types = [p, w].map { context.graph[$0].type }
    let rows = types[0].shape[0] * types[0].shape[1]
    let hidden = try context.graph.view(outputs[gradient.hasHidden ? 1 : 0], as: [rows, types[1].shape[0]])
    if context.needsGradient(w) {
      let previous = try context.graph.view(outputs[outputs.count - 2], as: [rows, types[1].shape[1]])
      try context.contribute(to: w, MatMul(transposeA: true), [hidden, previous])
    }
    if bias, context.needsGradient(node.inputs[2]) { try context.contribute(to: node.inputs[2], BatchSum(), [hidden]) }
    if initial, let states = rest.last, context.needsGradient(states) {
      try context.contribute(to: states, outputs[outputs.count - 1])
    }
  }
}
