import ConcordKit

/// y[n, c, oh, ow] = the element of the window that wins: the first of the largest, row by row; the first NaN, where there is one.
extension MaxPool2DOperation: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let x = operands.input(0)
    let y = operands.output(0)
    let planes = PoolPlanes(window, x: operands.shape(0), y: operands.outputShape(0))
    return { _ in
      guard let x = x.baseAddress, let y = y.baseAddress else { return }
      for plane in 0..<planes.count {
        let source = x + plane * planes.inputCount
        let target = y + plane * planes.outputCount
        for oh in 0..<planes.output.rows {
          for ow in 0..<planes.output.columns {
            target[oh * planes.output.columns + ow] = source[planes.winner(source, row: oh, column: ow)]
          }
        }
      }
    }
  }
}
