import ConcordKit

/// dx[r, c] = dy[r] for a sum, dy[r] / columns for a mean.
extension ReduceGradient: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let dy = operands.input(0)
    let dx = operands.output(0)
    return { _ in
      for row in dy.indices {
        let share = kind == .mean ? dy[row] / Float(columns) : dy[row]
        for column in 0..<columns { dx[row * columns + column] = share }
      }
    }
  }
}
