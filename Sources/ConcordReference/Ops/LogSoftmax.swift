import ConcordKit
import ConcordNumerics

/// For each row, with m its largest element and l = log(Σ₆₄ exp(x − m)): y[k] = (x[k] − m) − l.
extension LogSoftmaxOperation: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let x = operands.input(0)
    let y = operands.output(0)
    let (rows, columns) = (operands.shape(0)[0], operands.shape(0)[1])
    return { _ in
      guard columns > 0 else { return }
      for row in 0..<rows {
        let first = row * columns
        let largest = LaneReduction.maximum(count: columns) { x[first + $0] }
        let logarithm = Exact.log(LaneReduction.sum(count: columns) { Exact.exp(x[first + $0] - largest) })
        for i in first..<(first + columns) { y[i] = (x[i] - largest) - logarithm }
      }
    }
  }
}
