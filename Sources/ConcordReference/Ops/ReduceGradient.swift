import ConcordKit

/// dx[r, c, i] = dy[r, i] for a sum, dy[r, i] / columns for a mean.
extension ReduceGradient: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let dy = operands.input(0)
    let dx = operands.output(0)
    let inner = operands.shape(0).dropFirst().reduce(1, *)
    return { _ in
      for element in dx.indices {
        let value = dy[element / (inner * columns) * inner + element % inner]
        dx[element] = kind == .mean ? value / Float(columns) : value
      }
    }
  }
}
