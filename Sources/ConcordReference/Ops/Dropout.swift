import ConcordKit
import ConcordNumerics

/// y = +0 where the element's uniform number is below the probability, else x × scale.
extension DropoutOperation: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let x = operands.input(0)
    let y = operands.output(0)
    guard !x.isEmpty else { return { _ in } }
    let elementsPerSample = x.count / operands.shape(0)[0]
    let scalars = (0..<4).map(operands.scalar)
    let stream = RandomStream(.dropout, index: layer)
    return { run in
      let philox = Philox(key: SIMD2(run.word(scalars[0]), run.word(scalars[1])))
      let step = run.word(scalars[2])
      let first = UInt64(run.word(scalars[3])) * UInt64(elementsPerSample)
      for i in x.indices {
        let number = philox.uniform(element: first + UInt64(i), step: step, stream: stream)
        y[i] = number < probability ? 0 : x[i] * scale
      }
    }
  }
}
