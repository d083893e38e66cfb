import ConcordKit

/// x × factor, element by element.
extension Scale: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let factor = operands.input(1)
    let x = operands.output(0)
    return { _ in
      for i in x.indices { x[i] = x[i] * factor[0] }
    }
  }
}
