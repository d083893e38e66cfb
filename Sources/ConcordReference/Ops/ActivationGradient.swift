import ConcordKit

/// dx = f′(x) dy, element by element, where f′(x) follows from y = f(x), or from x where y does not say it.
extension ActivationGradient: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let first = operands.input(0)
    let dy = operands.input(1)
    let dx = operands.output(0)
    return { _ in function.gradients(first, dy, into: dx, slope: slope) }
  }
}
