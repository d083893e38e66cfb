import ConcordKit

/// y = a × b, element by element.
extension Multiply: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let a = operands.input(0)
    let b = operands.input(1)
    let y = operands.output(0)
    return { _ in
      for i in y.indices { y[i] = a[i] * b[i] }
    }
  }
}
