import ConcordKit
import ConcordNumerics

/// For each row, with s = Σ₆₄ (y × dy): dx[k] = y[k] × (dy[k] − s).
extension SoftmaxGradient: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let y = operands.input(0)
    let dy = operands.input(1)
    let dx = operands.output(0)
    let (rows, columns) = (operands.shape(0)[0], operands.shape(0)[1])
    return { _ in
      guard columns > 0 else { return }
      for row in 0..<rows {
        let first = row * columns
        let sum = LaneReduction.sum(count: columns) { y[first + $0] * dy[first + $0] }
        for i in first..<(first + columns) { dx[i] = y[i] * (dy[i] - sum) }
      }
    }
  }
}
