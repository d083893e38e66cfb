import ConcordKit

/// y[n, k] = 1 where k is the label of n, else +0; NaN throughout where the label is no class.
extension OneHot: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let labels = operands.input(0, as: Int32.self)
    let y = operands.output(0)
    return { _ in
      for n in labels.indices {
        let label = Int(labels[n])
        let isClass = label >= 0 && label < classes
        for k in 0..<classes { y[n * classes + k] = isClass ? (k == label ? 1 : 0) : Float.nan }
      }
    }
  }
}
