import ConcordKit

/// y[n] = table[indices[n]], a row of NaN where there is no such row.
extension EmbeddingOperation: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let indices = operands.input(0, as: Int32.self)
    let table = operands.input(1)
    let y = operands.output(0)
    let (rows, width) = (operands.shape(1)[0], operands.shape(1)[1])
    guard !y.isEmpty else { return { _ in } }
    return { _ in
      for n in indices.indices {
        let row = Int(indices[n])
        for column in 0..<width {
          y[n * width + column] = row >= 0 && row < rows ? table[row * width + column] : .nan
        }
      }
    }
  }
}
