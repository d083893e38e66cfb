import ConcordKit
import ConcordNumerics

/// For each group of neighbouring channels of each sample, `count` elements; s and t are 64-lane sums over a channel's positions, Σ
/// those over the group's channels:
///
///     s[c] = Σ dy,  t[c] = Σ (x − mean) × dy,  dgamma[c] = t[c] × inverseStd
///     average = Σ gamma[c] × s[c] / count
///     slope = ((Σ gamma[c] × t[c]) × inverseStd) × inverseStd / count
///     dx = fma(mean − x, slope, fma(dy, gamma[c], −average)) × inverseStd
extension GroupNormGradient: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let (x, mean, inverseStd) = (operands.input(0), operands.input(1), operands.input(2))
    let (gamma, dy) = (operands.input(3), operands.input(4))
    let (dx, dgamma) = (operands.output(0), operands.output(1))
    let groups = operands.shape(1)[1]
    let channels = operands.shape(0)[1] / groups
    let positions = operands.shape(0).dropFirst(2).reduce(1, *)
    let count = Float(channels * positions)
    return { _ in
      var s = [Float](repeating: 0, count: channels)
      var t = s
      for row in mean.indices {
        let (center, inverse) = (mean[row], inverseStd[row])
        let weight = row % groups * channels
        for c in 0..<channels {
          let first = (row * channels + c) * positions
          s[c] = LaneReduction.sum(count: positions) { dy[first + $0] }
          t[c] = LaneReduction.sumOfProducts(count: positions, { x[first + $0] - center }, { dy[first + $0] })
          dgamma[row * channels + c] = t[c] * inverse
        }
        let average = LaneReduction.sumOfProducts(count: channels, { gamma[weight + $0] }, { s[$0] }) / count
        let slope =
          LaneReduction.sumOfProducts(count: channels, { gamma[weight + $0] }, { t[$0] }) * inverse * inverse / count
        for c in 0..<channels {
          let first = (row * channels + c) * positions
          for i in first..<(first + positions) {
            dx[i] = Exact.fma(center - x[i], slope, Exact.fma(dy[i], gamma[weight + c], -average)) * inverse
          }
        }
      }
    }
  }
}
