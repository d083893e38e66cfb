import ConcordKit

/// Element by element, each line rounded as written:
///
///     g = fma(weightDecay, p, g)          where weightDecay is not 0
///     s = fma(g, g, s)
///     p = p − (learningRate × g) / (√s + epsilon)
extension AdagradUpdate: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let g = operands.input(1)
    let p = operands.output(0)
    let s = operands.output(1)
    let rateIndex = operands.scalar(0)
    return { scalars in
      let rate = scalars.float(rateIndex)
      for i in p.indices {
        let gradient = weightDecay == 0 ? g[i] : g[i].addingProduct(weightDecay, p[i])
        s[i] = s[i].addingProduct(gradient, gradient)
        p[i] = p[i] - (rate * gradient) / (s[i].squareRoot() + epsilon)
      }
    }
  }
}
