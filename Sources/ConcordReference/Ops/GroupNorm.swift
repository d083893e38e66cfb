import ConcordKit
import ConcordNumerics

/// For each group of neighbouring channels of each sample, `count` elements, with 64-lane sums over all of them:
///
///     mean = Σ x / count
///     inverseStd = 1 / √(Σ (x − mean) × (x − mean) / count + epsilon)
///     y = fma(x − mean, inverseStd × gamma, beta)
extension GroupNormOperation: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let (x, gamma, beta) = (operands.input(0), operands.input(1), operands.input(2))
    let (y, mean, inverseStd) = (operands.output(0), operands.output(1), operands.output(2))
    let channels = operands.shape(0)[1] / groups
    let positions = operands.shape(0).dropFirst(2).reduce(1, *)
    let count = channels * positions
    return { _ in
      for row in mean.indices {
        let first = row * count
        let center = LaneReduction.sum(count: count) { x[first + $0] } / Float(count)
        let squares = LaneReduction.sumOfProducts(count: count, { x[first + $0] - center }, { x[first + $0] - center })
        mean[row] = center
        inverseStd[row] = 1 / (squares / Float(count) + epsilon).squareRoot()
        for c in 0..<channels {
          let channel = row % groups * channels + c
          let scale = inverseStd[row] * gamma[channel]
          for p in 0..<positions {
            let i = first + c * positions + p
            y[i] = Exact.fma(x[i] - center, scale, beta[channel])
          }
        }
      }
    }
  }
}
