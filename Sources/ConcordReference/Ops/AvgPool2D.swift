import ConcordKit

/// y[n, c, oh, ow] = the sum of the window's elements, row by row from +0, divided by kernel². Padding adds +0, which changes no
/// sum that began at +0.
extension AvgPool2DOperation: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let x = operands.input(0)
    let y = operands.output(0)
    let planes = PoolPlanes(window, x: operands.shape(0), y: operands.outputShape(0))
    let size = Float(window.kernel * window.kernel)
    return { _ in
      guard let x = x.baseAddress, let y = y.baseAddress else { return }
      for plane in 0..<planes.count {
        let source = x + plane * planes.inputCount
        let target = y + plane * planes.outputCount
        for oh in 0..<planes.output.rows {
          for ow in 0..<planes.output.columns {
            var sum: Float = 0
            for h in planes.elements(of: oh, size: planes.input.rows) {
              for w in planes.elements(of: ow, size: planes.input.columns) { sum = sum + source[h * planes.input.columns + w] }
            }
            target[oh * planes.output.columns + ow] = sum / size
          }
        }
      }
    }
  }
}
