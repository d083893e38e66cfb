import ConcordKit

/// y[n, c, p] = x[n, c, p] + b[c].
extension BiasAdd: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let x = operands.input(0)
    let b = operands.input(1)
    let y = operands.output(0)
    let shape = operands.shape(0)
    let (samples, channels, positions) = (shape[0], shape[1], shape.dropFirst(2).reduce(1, *))
    return { _ in
      guard !x.isEmpty else { return }
      for n in 0..<samples {
        for c in 0..<channels {
          for p in 0..<positions {
            let i = (n * channels + c) * positions + p
            y[i] = x[i] + b[c]
          }
        }
      }
    }
  }
}
