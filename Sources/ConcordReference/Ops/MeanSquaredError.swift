import ConcordKit
import ConcordNumerics

/// For each sample, with d = prediction − target: loss = Σ₆₄ (d × d) / K; gradient[k] = (d[k] × (2 / K)) × scale.
extension MeanSquaredErrorOperation: ReferenceOperation {
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
          let difference = prediction[row.lowerBound + k] - target[row.lowerBound + k]
          return difference * difference
        }
        loss[n] = sum / Float(columns)
        for i in row { gradient[i] = ((prediction[i] - target[i]) * share) * scale }
      }
    }
  }
}
