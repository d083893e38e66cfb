import ConcordKit
import ConcordNumerics

/// For each row, with m its largest element and e[k] = exp(x[k] − m): y[k] = e[k] / Σ₆₄ e.
extension SoftmaxOperation: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let x = operands.input(0)
    let y = operands.output(0)
    let (rows, columns) = (operands.shape(0)[0], operands.shape(0)[1])
    return { _ in
      guard columns > 0 else { return }
      for row in 0..<rows {
        let first = row * columns
        let largest = LaneReduction.maximum(count: columns) { x[first + $0] }
        for i in first..<(first + columns) { y[i] = Exact.exp(x[i] - largest) }
        let sum = LaneReduction.sum(count: columns) { y[first + $0] }
        for i in first..<(first + columns) { y[i] = y[i] / sum }
      }
    }
  }
}
