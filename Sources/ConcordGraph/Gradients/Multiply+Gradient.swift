import ConcordKit

extension Multiply: DifferentiableOperation {
  /// y = a × b: da = dy × b, db = dy × a, each summed over what it was stretched along.
  func differentiate(_ node: Node, _ context: inout Differentiation) throws(GraphError) {
    guard let dy = try context.gradient(of: node.outputs[0]) else { return }
    let (a, b) = (node.inputs[0], node.inputs[1])
    for (factor, other) in [(a, b), (b, a)] where context.needsGradient(factor) {
      let isWhole = context.graph[factor].type.shape == context.graph[dy].type.shape
      if isWhole, !context.foldsSamples(for: factor) {
        try context.contribute(to: factor, Multiply(), [dy, other])
      } else {
        let product = try context.apply(Multiply(), to: [dy, other], gradientsOf: factor)[0]
        try context.contribute(to: factor, stretched: product)
      }
    }
  }
}
