import ConcordKit

/// dx[n, c, h, w] = dx + dy[n, c, oh, ow] for the windows (oh, ow) that the element wins, ascending, from +0.
extension MaxPool2DGradient: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let x = operands.input(0)
    let dy = operands.input(1)
    let dx = operands.output(0)
    let planes = PoolPlanes(window, x: operands.shape(0), y: operands.shape(1))
    return { _ in
      dx.update(repeating: 0)
      guard let x = x.baseAddress, let dy = dy.baseAddress, let dx = dx.baseAddress else { return }
      for plane in 0..<planes.count {
        let source = x + plane * planes.inputCount
        let gradient = dy + plane * planes.outputCount
        let target = dx + plane * planes.inputCount
        // Ascending windows for all elements are ascending windows for each.
        for oh in 0..<planes.output.rows {
          for ow in 0..<planes.output.columns {
            let winner = planes.winner(source, row: oh, column: ow)
            target[winner] = target[winner] + gradient[oh * planes.output.columns + ow]
          }
        }
      }
    }
  }
}
