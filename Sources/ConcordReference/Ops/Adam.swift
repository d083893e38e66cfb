import ConcordKit

/// Element by element, each line rounded as written:
///
///     g = fma(weightDecay, p, g)          where weightDecay is not 0
///     p = fma(−decay, p, p)               where decoupled, and decay is not 0
///     m = fma(beta1, m, beta1Complement × g)
///     v = fma(beta2, v, (beta2Complement × g) × g)
///     p = p − (stepSize × m) / (√v / rootCorrection + epsilon)
extension AdamUpdate: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let g = operands.input(1)
    let p = operands.output(0)
    let m = operands.output(1)
    let v = operands.output(2)
    let (stepIndex, correctionIndex) = (operands.scalar(0), operands.scalar(1))
    let decayIndex = decoupled ? operands.scalar(2) : nil
    return { scalars in
      let stepSize = scalars.float(stepIndex)
      let rootCorrection = scalars.float(correctionIndex)
      let decay = decayIndex.map(scalars.float) ?? 0
      for i in p.indices {
        let gradient = weightDecay == 0 ? g[i] : g[i].addingProduct(weightDecay, p[i])
        let parameter = decay == 0 ? p[i] : p[i].addingProduct(-decay, p[i])
        m[i] = (beta1Complement * gradient).addingProduct(beta1, m[i])
        v[i] = ((beta2Complement * gradient) * gradient).addingProduct(beta2, v[i])
        p[i] = parameter - (stepSize * m[i]) / (v[i].squareRoot() / rootCorrection + epsilon)
      }
    }
  }
}
