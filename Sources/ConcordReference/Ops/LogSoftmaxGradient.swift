import ConcordKit
import ConcordNumerics

/// For each row, with s = Σ₆₄ dy: dx[k] = fma(−exp(y[k]), s, dy[k]).
extension LogSoftmaxGradient: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let y = operands.input(0)
    let dy = operands.input(1)
    let dx = operands.output(0)
    let (rows, columns) = (operands.shape(0)[0], operands.shape(0)[1])
    return { _ in
      guard columns > 0 else { return }
      for row in 0..<rows {
        let first = row * columns
        let sum = LaneReduction.sum(count: columns) { dy[first + $0] }
        for i in first..<(first + columns) { dx[i] = Exact.fma(-Exact.exp(y[i]), sum, dy[i]) }
      }
    }
  }
}
