import ConcordKit
import ConcordNumerics

/// y[r, i] = the 64-lane sum, its quotient by the number of columns, or the 64-lane maximum, of x[r, c, i] over c.
extension Reduce: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let x = operands.input(0)
    let y = operands.output(0)
    let columns = operands.shape(0)[1]
    let inner = operands.shape(0).dropFirst(2).reduce(1, *)
    return { _ in
      for element in y.indices {
        let first = element / inner * columns * inner + element % inner
        switch kind {
        case .sum: y[element] = LaneReduction.sum(count: columns) { x[first + $0 * inner] }
        case .mean: y[element] = LaneReduction.sum(count: columns) { x[first + $0 * inner] } / Float(columns)
        case .max: y[element] = LaneReduction.maximum(count: columns) { x[first + $0 * inner] }
        }
      }
    }
  }
}
