import ConcordKit

/// p = fma(−learningRate, g, p), element by element.
extension SGDUpdate: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let g = operands.input(1)
    let p = operands.output(0)
    let rateIndex = operands.scalar(0)
    return { scalars in
      let rate = scalars.float(rateIndex)
      for i in p.indices { p[i] = p[i].addingProduct(-rate, g[i]) }
    }
  }
}
