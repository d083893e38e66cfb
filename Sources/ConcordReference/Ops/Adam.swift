import ConcordKit

/// Element by element, each line rounded as written:
///
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
    return { scalars in
      let stepSize = scalars.float(stepIndex)
      let rootCorrection = scalars.float(correctionIndex)
      for i in p.indices {
        m[i] = (beta1Complement * g[i]).addingProduct(beta1, m[i])
        v[i] = ((beta2Complement * g[i]) * g[i]).addingProduct(beta2, v[i])
        p[i] = p[i] - (stepSize * m[i]) / (v[i].squareRoot() / rootCorrection + epsilon)
      }
    }
  }
}
