import ConcordKit
import ConcordNumerics

/// At each position, over its classes k, with m the largest logit, e[k] = exp(x[k] − m), s = Σ₆₄ e, w[k] the weight of a class (1 where
/// there are none), y the target:
///
/// loss = w[y] × (log(s) + (m − x[y])); gradient[k] = fma(e[k] / s, w[y], −(w[k] × (k is y ? 1 : 0))) × scale.
///
/// With label smoothing, by the constants c = 1 − ε, h = 1 − ε + ε/K, q = ε/K: loss = fma(a, log(s), fma(q, Σ₆₄ w × (m − x), c × (w[y] ×
/// (m − x[y])))), where a = fma(q, Σ₆₄ w, c × w[y]), and 1 without weights; gradient[k] = fma(e[k] / s, a, −(w[k] × (k is y ? h : q))) × scale.
extension DenseCrossEntropy: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let logits = operands.input(0)
    let targets = operands.input(1, as: Int32.self)
    let weights = weighted ? operands.input(2) : nil
    let loss = operands.output(0)
    let gradient = operands.output(1)
    let (classes, positions) = (operands.shape(0)[1], operands.shape(0)[2])
    let (isSmoothed, smoothing) = (labelSmoothing > 0, smoothing(classes: classes))
    let scaleIndex = operands.scalar(0)
    return { scalars in
      let scale = scalars.float(scaleIndex)
      for place in targets.indices {
        // Class k of the position is `positions` elements after class k − 1.
        let first = place / positions * classes * positions + place % positions
        func logit(_ k: Int) -> Float { logits[first + k * positions] }
        func weight(_ k: Int) -> Float { weights.map { $0[k] } ?? 1 }
        guard targets[place] != ignoredLabel, targets[place] >= 0, Int(targets[place]) < classes else {
          let nothing = targets[place] == ignoredLabel ? 0 : Float.nan
          loss[place] = nothing
          for k in 0..<classes { gradient[first + k * positions] = nothing }
          continue
        }
        let label = Int(targets[place])
        let largest = LaneReduction.maximum(count: classes, logit)
        for k in 0..<classes { gradient[first + k * positions] = Exact.exp(logit(k) - largest) }
        let sum = LaneReduction.sum(count: classes) { gradient[first + $0 * positions] }
        let distance = largest - logit(label)
        var share = weight(label)
        if isSmoothed {
          let distances = LaneReduction.sum(count: classes) { weight($0) * (largest - logit($0)) }
          share =
            weights.map { weights in
              Exact.fma(
                smoothing.elsewhere, LaneReduction.sum(count: classes) { weights[$0] }, smoothing.complement * weight(label))
            } ?? 1
          loss[place] = Exact.fma(
            share, Exact.log(sum),
            Exact.fma(smoothing.elsewhere, distances, smoothing.complement * (weight(label) * distance)))
        } else {
          loss[place] = share * (Exact.log(sum) + distance)
        }
        for k in 0..<classes {
          let target = weight(k) * (k == label ? smoothing.atLabel : smoothing.elsewhere)
          let index = first + k * positions
          gradient[index] = Exact.fma(gradient[index] / sum, share, -target) * scale
        }
      }
    }
  }
}
