import ConcordKit

/// dx[n, c, h, w] = dx + dy[n, c, oh, ow] / kernel² for the windows (oh, ow) that contain the element, ascending, from +0.
extension AvgPool2DGradient: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let dy = operands.input(0)
    let dx = operands.output(0)
    let planes = PoolPlanes(window, x: operands.outputShape(0), y: operands.shape(0))
    let size = Float(window.kernel * window.kernel)
    return { _ in
      guard let dy = dy.baseAddress, let dx = dx.baseAddress else { return }
      for plane in 0..<planes.count {
        let source = dy + plane * planes.outputCount
        let target = dx + plane * planes.inputCount
        for h in 0..<planes.input.rows {
          for w in 0..<planes.input.columns {
            var sum: Float = 0
            for oh in planes.windows(containing: h, of: planes.output.rows) {
              for ow in planes.windows(containing: w, of: planes.output.columns) {
                sum = sum + source[oh * planes.output.columns + ow] / size
              }
            }
            target[h * planes.input.columns + w] = sum
          }
        }
      }
    }
  }
}
