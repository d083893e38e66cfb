import ConcordKit

/// Each row of y is a part of the row of x.
extension Slice: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let x = operands.input(0)
    let y = operands.output(0)
    guard !y.isEmpty else { return { _ in } }
    let (source, target) = (AxisRows(operands.shape(0), axis: axis), AxisRows(operands.outputShape(0), axis: axis))
    let first = start * source.inner
    return { _ in
      for row in 0..<target.rows {
        for column in 0..<target.width { y[row * target.width + column] = x[row * source.width + first + column] }
      }
    }
  }
}
