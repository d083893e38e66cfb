import ConcordKit
import ConcordNumerics

/// For each sample, with l[k] = fma(−x[k], t[k], x[k] ≤ 0 ? +0 : x[k]) + log1p(exp(−|x[k]|)): loss = Σ₆₄ l / K;
/// gradient[k] = ((sigmoid(x[k]) − t[k]) × (1 / K)) × scale.
extension BinaryCrossEntropyOperation: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let logits = operands.input(0)
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
          let (x, t) = (logits[row.lowerBound + k], target[row.lowerBound + k])
          return Exact.fma(-x, t, ActivationFunction.rectified(x)) + Exact.log1p(Exact.exp(-x.magnitude))
        }
        loss[n] = sum / Float(columns)
        for i in row { gradient[i] = ((Exact.sigmoid(logits[i]) - target[i]) * share) * scale }
      }
    }
  }
}
