import ConcordKit
import ConcordNumerics

/// For each sample, with d = prediction − target and h = |d|: loss = Σ₆₄ h / K; gradient[k] = (±1 × (1 / K)) × scale, with the sign of d,
/// and d itself for ±1 where it is zero or NaN.
///
/// With δ above 0: instead of h, (0.5 × d) × d where h ≤ δ, else δ × (h − 0.5 × δ); and instead of ±1, d between −δ and δ.
extension AbsoluteError: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let prediction = operands.input(0)
    let target = operands.input(1)
    let loss = operands.output(0)
    let gradient = operands.output(1)
    let columns = operands.shape(0)[1]
    let share = Self.share(columns: columns)
    let scaleIndex = operands.scalar(0)
    return { scalars in
      let scale = scalars.float(scaleIndex)
      for n in loss.indices {
        let row = (n * columns)..<((n + 1) * columns)
        let sum = LaneReduction.sum(count: columns) { k in
          distance(prediction[row.lowerBound + k] - target[row.lowerBound + k])
        }
        loss[n] = sum / Float(columns)
        for i in row { gradient[i] = (slope(prediction[i] - target[i]) * share) * scale }
      }
    }
  }

  private func distance(_ d: Float) -> Float {
    let h = d.magnitude
    if delta == 0 { return h }
    return h <= delta ? (0.5 * d) * d : delta * (h - 0.5 * delta)
  }

  private func slope(_ d: Float) -> Float {
    let limit = delta == 0 ? 1 : delta
    return d > delta ? limit : d < -delta ? -limit : d
  }
}
