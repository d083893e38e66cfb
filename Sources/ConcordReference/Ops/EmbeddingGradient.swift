import ConcordKit

/// dtable[v] = dtable[v] + dy[n] for n ascending where indices[n] = v, from +0 or from dtable's present value.
extension EmbeddingGradient: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let indices = operands.input(0, as: Int32.self)
    let dy = operands.input(1)
    let table = operands.output(0)
    let width = operands.outputShape(0)[1]
    return { _ in
      if !accumulate { table.update(repeating: 0) }
      guard !dy.isEmpty else { return }
      // Ascending indices for all rows are ascending indices for each.
      for n in indices.indices where indices[n] >= 0 && Int(indices[n]) < rows {
        let first = Int(indices[n]) * width
        for column in 0..<width { table[first + column] = table[first + column] + dy[n * width + column] }
      }
    }
  }
}
