import ConcordKit

/// y = a × b, element by element, each stretched to the shape of y.
extension Multiply: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let (a, b) = (operands.input(0), operands.input(1))
    let y = operands.output(0)
    guard operands.shape(0) != operands.shape(1) else {
      return { _ in
        for i in y.indices { y[i] = a[i] * b[i] }
      }
    }
    let (inA, inB) = (operands.places(0), operands.places(1))
    return { _ in
      for i in y.indices { y[i] = a[inA(i)] * b[inB(i)] }
    }
  }
}
