import ConcordKit

/// y[n, o, oh, ow] = fma(x[n, c, oh·stride − padding + kh·dilation, ow·stride − padding + kw·dilation], w[o, c, kh, kw], y) for
/// (c in o's group, kh, kw) ascending, from +0, where x is +0 on the padding; then + bias[o]; then the activation.
extension Conv2DOperation: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let x = operands.input(0)
    let w = operands.input(1)
    let bias = bias ? operands.input(2) : nil
    let y = operands.output(0)
    guard !y.isEmpty else { return { _ in } }
    let images = ConvolutionImages(geometry, x: operands.shape(0), w: operands.shape(1), y: operands.outputShape(0))
    let table = images.filterTaps()
    let (outputs, positions, taps) = (images.groupOutputs, table.positions.count, table.taps.count)
    return { _ in
      guard let x = x.baseAddress, let start = y.baseAddress else { return }
      y.update(repeating: 0)
      ParallelWork.forRanges(of: images.x[0], work: images.work) { samples in
        images.forEachGroup(of: samples) { xOffset, wOffset, yOffset, firstOutput in
          let target = start + yOffset
          if let w = w.baseAddress {
            table.withReader(of: x + xOffset) { element in
              ChainProduct.add(
                to: target, m: outputs, n: positions, k: taps, columns: 0..<positions,
                a: { o, tap in w[wOffset + o * taps + tap] }, b: element)
            }
          }
          for o in 0..<outputs {
            let line = target + o * positions
            if let bias {
              for p in 0..<positions { line[p] = line[p] + bias[firstOutput + o] }
            }
            if activation == .relu {
              for p in 0..<positions { line[p] = ActivationFunction.rectified(line[p]) }
            }
          }
        }
      }
    }
  }
}
