import ConcordKit

extension MatMul: DifferentiableOperation {
  /// c = a · b: da = dc · bᵀ, db = aᵀ · dc, each transposed where the input came transposed; so for each of the leading axes' places.
  func differentiate(_ node: Node, _ context: inout Differentiation) throws(GraphError) {
    guard let dc = try context.gradient(of: node.outputs[0]) else { return }
    let (a, b) = (node.inputs[0], node.inputs[1])
    if context.needsGradient(a) {
      if transposeA {
        try context.contribute(to: a, MatMul(transposeA: transposeB, transposeB: true), [b, dc])
      } else {
        try context.contribute(to: a, MatMul(transposeB: !transposeB), [dc, b])
      }
    }
    if context.needsGradient(b) {
      if transposeB {
        try context.contribute(to: b, MatMul(transposeA: true, transposeB: transposeA), [dc, a])
      } else {
        try context.contribute(to: b, MatMul(transposeA: !transposeA), [a, dc])
      }
    }
  }
}
