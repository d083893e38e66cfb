import ConcordKit

extension PermuteOperation: DifferentiableOperation {
  /// y = x with its axes in another order: dx = dy with its axes put back; parts of one side are parts of the other.
  func differentiate(_ node: Node, _ context: inout Differentiation) throws(GraphError) {
    switch parts {
    case .none:
      guard let dy = try context.gradient(of: node.outputs[0]) else { return }
      try context.contribute(to: node.inputs[0], inverse, [dy])
    case .inputs:
      guard let dy = try context.gradient(of: node.outputs[0]) else { return }
      let parts = try context.apply(inverse, to: [dy], gradientsOf: node.inputs[0])
      for (input, part) in zip(node.inputs, parts) where context.needsGradient(input) {
        try context.contribute(to: input, part)
      }
    case .outputs:
      var gradients: [Tensor] = []
      for output in node.outputs {
        guard let dy = try context.gradient(of: output) else {
          guard gradients.isEmpty else { throw Self.unused(node) }
          continue
        }
        gradients.append(dy)
      }
      guard !gradients.isEmpty else { return }
      guard gradients.count == node.outputs.count else { throw Self.unused(node) }
      try context.contribute(to: node.inputs[0], inverse, gradients)
    }
  }

  private static func unused(_ node: Node) -> GraphError {
    GraphError(
      layer: node.layer, "permute has a gradient where the loss depends on all of its parts, or on none; use slice instead")
  }
}
