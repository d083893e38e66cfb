import ConcordNN

extension SinusoidalPositions: MemoryFormula {
  /// The waves, as large as a sample, once. Output: the sum.
  public func record(_ x: TapeTensor, on tape: inout MemoryTape) -> TapeTensor {
    tape.constant(Self.values(length: x.shape[0], width: x.shape[1]))
    let y = tape.step("add", reads: [x], gives: x.shape, mayOverwrite: [x])
    tape.backward(from: y) { tape, dy in tape.add(dy, to: x) }
    return y
  }
}
