import ConcordKit

/// Element by element, each line rounded as written:
///
///     g = fma(weightDecay, p, g)          where weightDecay is not 0
///     v = fma(momentum, v, g)
///     d = fma(momentum, v, g) for Nesterov's, else v
///     p = fma(−learningRate, d, p)
extension MomentumUpdate: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let g = operands.input(1)
    let p = operands.output(0)
    let v = operands.output(1)
    let rateIndex = operands.scalar(0)
    return { scalars in
      let rate = scalars.float(rateIndex)
      for i in p.indices {
        let gradient = weightDecay == 0 ? g[i] : g[i].addingProduct(weightDecay, p[i])
        v[i] = gradient.addingProduct(momentum, v[i])
        let direction = nesterov ? gradient.addingProduct(momentum, v[i]) : v[i]
        p[i] = p[i].addingProduct(-rate, direction)
      }
    }
  }
}
