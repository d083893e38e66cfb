import ConcordKit
import ConcordNumerics

/// sum[c] = sum[c] + s(n, c) for n ascending, where s(n, c) is the 64-lane sum of x[n, c, …], and the element itself where
/// there is but one position.
extension BatchSum: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let x = operands.input(0)
    let sum = operands.output(0)
    let shape = operands.shape(0)
    let (samples, channels, positions) = (shape[0], shape[1], shape.dropFirst(2).reduce(1, *))
    return { _ in
      if !accumulate { sum.update(repeating: 0) }
      guard channels > 0 else { return }
      // Folding +0 in once is folding it in any number of times.
      for n in 0..<(positions == 0 ? min(samples, 1) : samples) {
        for c in 0..<channels {
          let first = (n * channels + c) * positions
          sum[c] = sum[c] + (positions == 1 ? x[first] : LaneReduction.sum(count: positions) { x[first + $0] })
        }
      }
    }
  }
}
