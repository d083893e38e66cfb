import ConcordKit
import ConcordNumerics

/// y[r] = the 64-lane sum, its quotient by the number of columns, or the 64-lane maximum, of row r.
extension Reduce: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let x = operands.input(0)
    let y = operands.output(0)
    let columns = operands.shape(0)[1]
    return { _ in
      for row in y.indices {
        let first = row * columns
        switch kind {
        case .sum: y[row] = LaneReduction.sum(count: columns) { x[first + $0] }
        case .mean: y[row] = LaneReduction.sum(count: columns) { x[first + $0] } / Float(columns)
        case .max: y[row] = LaneReduction.maximum(count: columns) { x[first + $0] }
        }
      }
    }
  }
}
