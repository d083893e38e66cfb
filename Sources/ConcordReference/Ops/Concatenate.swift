import ConcordKit

/// Each row of y is the rows of the inputs, one after another.
extension Concatenate: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let inputs = operands.inputTypes.indices.map { (operands.input($0), AxisRows(operands.shape($0), axis: axis).width) }
    let y = operands.output(0)
    guard !y.isEmpty else { return { _ in } }
    let all = AxisRows(operands.outputShape(0), axis: axis)
    return { _ in
      for row in 0..<all.rows {
        var place = row * all.width
        for (x, width) in inputs {
          for column in 0..<width { y[place + column] = x[row * width + column] }
          place += width
        }
      }
    }
  }
}
