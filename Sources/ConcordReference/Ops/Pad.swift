import ConcordKit

/// y = +0, but for the row of x within each row.
extension Pad: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let x = operands.input(0)
    let y = operands.output(0)
    guard !y.isEmpty else { return { _ in } }
    let (source, target) = (AxisRows(operands.shape(0), axis: axis), AxisRows(operands.outputShape(0), axis: axis))
    let first = before * source.inner
    return { _ in
      y.update(repeating: 0)
      for row in 0..<target.rows {
        for column in 0..<source.width { y[row * target.width + first + column] = x[row * source.width + column] }
      }
    }
  }
}
