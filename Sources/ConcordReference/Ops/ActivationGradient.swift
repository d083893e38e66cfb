import ConcordKit

/// dx = f′(x) dy, element by element, where f′(x) follows from y = f(x).
extension ActivationGradient: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let y = operands.input(0)
    let dy = operands.input(1)
    let dx = operands.output(0)
    return { _ in
      switch function {
      case .relu: for i in y.indices { dx[i] = y[i] <= 0 ? 0 : dy[i] }
      }
    }
  }
}
