import ConcordKit
import ConcordNumerics

/// For each channel of `count` elements, with Σ the 64-lane sum over a sample's positions, folded over the samples from +0:
///
///     mean = Σ x / count
///     squares = Σ (x − mean) × (x − mean)
///     inverseStd = 1 / √(squares / count + epsilon)
///     y = fma(x − mean, inverseStd × gamma, beta)
///     runningMean = fma(momentum, mean, momentumComplement × runningMean)
///     runningVariance = fma(momentum, squares / max(count − 1, 1), momentumComplement × runningVariance)
extension BatchNorm: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let (x, gamma, beta) = (operands.input(0), operands.input(1), operands.input(2))
    let (y, mean, inverseStd) = (operands.output(0), operands.output(1), operands.output(2))
    let (runningMean, runningVariance) = (operands.output(3), operands.output(4))
    let planes = ChannelPlanes(operands.shape(0))
    let count = Float(planes.count)
    let unbiasedCount = Float(max(planes.count - 1, 1))
    return { _ in
      for c in 0..<planes.channels {
        let center = planes.fold(c) { first in LaneReduction.sum(count: planes.positions) { x[first + $0] } } / count
        let squares = planes.fold(c) { first in
          LaneReduction.sumOfProducts(count: planes.positions, { x[first + $0] - center }, { x[first + $0] - center })
        }
        mean[c] = center
        inverseStd[c] = 1 / (squares / count + epsilon).squareRoot()
        runningMean[c] = Exact.fma(momentum, center, momentumComplement * runningMean[c])
        runningVariance[c] = Exact.fma(momentum, squares / unbiasedCount, momentumComplement * runningVariance[c])
        let (scale, shift) = (inverseStd[c] * gamma[c], beta[c])
        planes.forEach(c) { y[$0] = Exact.fma(x[$0] - center, scale, shift) }
      }
    }
  }
}
