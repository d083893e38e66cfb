import ConcordKit
import ConcordNumerics

/// For each row, with m its largest element and e[k] = exp(x[k] − m): y[k] = e[k] / Σ₆₄ e. A mask leaves the first columns of a row; y is +0 in
/// the others.
extension SoftmaxOperation: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let x = operands.input(0)
    let y = operands.output(0)
    let lengths = lengths ? operands.input(1, as: Int32.self) : nil
    let (samples, queries, rows, columns) = rows(operands.inputTypes[0])
    return { _ in
      guard columns > 0 else { return }
      for row in 0..<rows {
        var count = columns
        if causal { count = min(count, row % queries + 1) }
        if let lengths { count = min(count, max(0, Int(lengths[row / (rows / samples)]))) }
        let first = row * columns
        let largest = LaneReduction.maximum(count: count) { x[first + $0] }
        for i in first..<(first + count) { y[i] = Exact.exp(x[i] - largest) }
        let sum = LaneReduction.sum(count: count) { y[first + $0] }
        for i in first..<(first + count) { y[i] = y[i] / sum }
        for i in (first + count)..<(first + columns) { y[i] = 0 }
      }
    }
  }
}
