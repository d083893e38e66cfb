import ConcordKit

/// count = count + the number of rows of the logits whose argmax is the label.
extension CorrectCount: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let logits = operands.input(0)
    let labels = operands.input(1, as: Int32.self)
    let count = operands.output(0, as: Int32.self)
    let classes = operands.shape(0)[1]
    return { _ in
      if !accumulate { count[0] = 0 }
      for n in labels.indices where ArgMax.index(logits, from: n * classes, count: classes) == labels[n] {
        count[0] &+= 1
      }
    }
  }
}
