import ConcordNN

extension Select: MemoryFormula {
  /// A copy of the place. Backward: its gradient among zeros, as large as the whole.
  public func record(_ x: TapeTensor, on tape: inout MemoryTape) -> TapeTensor {
    let shape = Array(x.shape.dropFirst())
    let y = tape.step("slice", reads: [x], gives: [1] + shape)
    tape.backward(from: y) { tape, dy in tape.add(tape.step("pad", reads: [dy], gives: x.shape), to: x) }
    return y.view(shape)
  }
}
