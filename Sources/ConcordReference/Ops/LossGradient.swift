import ConcordKit

/// gradient[n] = scale.
extension LossGradient: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let gradient = operands.output(0)
    let scaleIndex = operands.scalar(0)
    return { scalars in gradient.update(repeating: scalars.float(scaleIndex)) }
  }
}
