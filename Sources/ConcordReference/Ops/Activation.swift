import ConcordKit

/// y = f(x), element by element.
extension Activation: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let x = operands.input(0)
    let y = operands.output(0)
    return { _ in function.values(x, into: y, slope: slope) }
  }
}
