import ConcordKit

/// Element by element, each line rounded as written:
///
///     g = fma(weightDecay, p, g)          where weightDecay is not 0
///     v = fma(alpha, v, (alphaComplement × g) × g)
///     p = p − (learningRate × g) / (√v + epsilon)
extension RMSpropUpdate: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let g = operands.input(1)
    let p = operands.output(0)
    let v = operands.output(1)
    let rateIndex = operands.scalar(0)
    return { scalars in
      let rate = scalars.float(rateIndex)
      for i in p.indices {
        let gradient = weightDecay == 0 ? g[i] : g[i].addingProduct(weightDecay, p[i])
        v[i] = ((alphaComplement * gradient) * gradient).addingProduct(alpha, v[i])
        p[i] = p[i] - (rate * gradient) / (v[i].squareRoot() + epsilon)
      }
    }
  }
}
