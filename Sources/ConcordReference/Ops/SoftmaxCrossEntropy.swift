import ConcordKit
import ConcordNumerics

/// For each sample n, with m the largest logit, e[k] = exp(x[k] − m) and s the 64-lane sum of e:
/// loss = log(s) + (m − x[label]); gradient[k] = (e[k] / s − (k is the label ? 1 : 0)) × scale.
///
/// With label smoothing: loss = log(s) + fma(ε/K, Σ₆₄ (m − x), (1 − ε) × (m − x[label])), which is (1 − ε) · −log p[label] +
/// ε/K · Σ −log p[k] with log(s) taken out; and in the gradient (k is the label ? 1 − ε + ε/K : ε/K) instead of 1 and 0.
extension SoftmaxCrossEntropy: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let logits = operands.input(0)
    let labels = operands.input(1, as: Int32.self)
    let loss = operands.output(0)
    let gradient = operands.output(1)
    let classes = operands.shape(0)[1]
    let smoothing = smoothing(classes: classes)
    let (atLabel, elsewhere) = (smoothing?.atLabel ?? 1, smoothing?.elsewhere ?? 0)
    let scaleIndex = operands.scalar(0)
    return { scalars in
      let scale = scalars.float(scaleIndex)
      for n in labels.indices {
        let first = n * classes
        let row = first..<(first + classes)
        guard labels[n] >= 0, Int(labels[n]) < classes else {
          loss[n] = Float.nan
          for i in row { gradient[i] = Float.nan }
          continue
        }
        let label = first + Int(labels[n])
        let largest = LaneReduction.maximum(count: classes) { logits[first + $0] }
        for i in row { gradient[i] = Exact.exp(logits[i] - largest) }
        let sum = LaneReduction.sum(count: classes) { gradient[first + $0] }
        var distance = largest - logits[label]
        if let smoothing {
          let distances = LaneReduction.sum(count: classes) { largest - logits[first + $0] }
          distance = Exact.fma(smoothing.elsewhere, distances, smoothing.complement * distance)
        }
        loss[n] = Exact.log(sum) + distance
        for i in row { gradient[i] = (gradient[i] / sum - (i == label ? atLabel : elsewhere)) * scale }
      }
    }
  }
}
