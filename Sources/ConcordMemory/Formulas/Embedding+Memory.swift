import ConcordNN

extension Embedding: MemoryFormula {
  /// Weight count·dimensions. Output: `dimensions` for each index. Indices have no gradient.
  public func record(_ x: TapeTensor, on tape: inout MemoryTape) -> TapeTensor {
    let table = tape.parameter(count * dimensions)
    let y = tape.step("embedding", reads: [x, table], gives: x.shape + [dimensions])
    tape.backward(from: y) { tape, dy in tape.step("embedding_gradient", reads: [x, dy]) }
    return y
  }
}
