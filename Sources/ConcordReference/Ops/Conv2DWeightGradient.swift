import ConcordKit

/// dw[o, c, kh, kw] = dw[o, c, kh, kw] + s(n) for n ascending, from +0 or from dw's present value, where s(n) is the chain
/// s = fma(x[n, c, oh·stride − padding + kh·dilation, ow·stride − padding + kw·dilation], dy[n, o, oh, ow], s) for (oh, ow)
/// ascending, from +0, where x is +0 on the padding.
extension Conv2DWeightGradient: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let x = operands.input(0)
    let dy = operands.input(1)
    let dw = operands.output(0)
    guard !x.isEmpty else {
      return { _ in if !accumulate { dw.update(repeating: 0) } }
    }
    let images = ConvolutionImages(geometry, x: operands.shape(0), w: operands.outputShape(0), y: operands.shape(1))
    let table = images.filterTaps()
    let (outputs, positions, taps) = (images.groupOutputs, table.positions.count, table.taps.count)
    return { _ in
      if !accumulate { dw.update(repeating: 0) }
      guard let x = x.baseAddress, let dy = dy.baseAddress, let dw = dw.baseAddress else { return }
      // Every thread goes through all samples, for some of the taps.
      ParallelWork.forRanges(of: taps, multiple: ChainProduct.width, work: images.work) { columns in
        withUnsafeTemporaryAllocation(of: Float.self, capacity: outputs * taps) { shares in
          guard let start = shares.baseAddress else { return }
          images.forEachGroup(of: 0..<images.x[0]) { xOffset, wOffset, yOffset, _ in
            shares.initialize(repeating: 0)
            table.withReader(of: x + xOffset) { element in
              ChainProduct.add(
                to: start, m: outputs, n: taps, k: positions, columns: columns,
                a: { o, position in dy[yOffset + o * positions + position] }, b: { position, tap in element(tap, position) })
            }
            for o in 0..<outputs {
              for i in columns { dw[wOffset + o * taps + i] = dw[wOffset + o * taps + i] + shares[o * taps + i] }
            }
          }
        }
      }
    }
  }
}
