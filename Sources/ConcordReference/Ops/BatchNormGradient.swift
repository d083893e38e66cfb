import ConcordKit
import ConcordNumerics

/// For each channel of `count` elements, with Σ as in `batch_norm`:
///
///     dbeta = Σ dy
///     dgamma = (Σ (x − mean) × dy) × inverseStd
///     dx = fma(mean − x, (dgamma × inverseStd) / count, dy − dbeta / count) × (inverseStd × gamma)
extension BatchNormGradient: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let (x, mean, inverseStd) = (operands.input(0), operands.input(1), operands.input(2))
    let (gamma, dy) = (operands.input(3), operands.input(4))
    let (dx, dgamma, dbeta) = (operands.output(0), operands.output(1), operands.output(2))
    let planes = ChannelPlanes(operands.shape(0))
    let count = Float(planes.count)
    return { _ in
      for c in 0..<planes.channels {
        let center = mean[c]
        dbeta[c] = planes.fold(c) { first in LaneReduction.sum(count: planes.positions) { dy[first + $0] } }
        let products = planes.fold(c) { first in
          LaneReduction.sumOfProducts(count: planes.positions, { x[first + $0] - center }, { dy[first + $0] })
        }
        dgamma[c] = products * inverseStd[c]
        let slope = dgamma[c] * inverseStd[c] / count
        let (average, scale) = (dbeta[c] / count, inverseStd[c] * gamma[c])
        planes.forEach(c) { dx[$0] = Exact.fma(center - x[$0], slope, dy[$0] - average) * scale }
      }
    }
  }
}
