import ConcordNN

extension ClassToken: MemoryFormula {
  /// The token, width. The sequence with a place more, the token with zeros for the others, and their sum. Backward: the gradient with
  /// respect to the sequence, and an accumulator for the token's place and the zeros'.
  public func record(_ x: TapeTensor, on tape: inout MemoryTape) -> TapeTensor {
    let token = tape.parameter(width)
    let shape = [x.shape[0] + 1, width]
    tape.accumulator(shape[0] * width, foldedBy: "slice")
    let later = tape.step("pad", reads: [x], gives: shape)
    let first = tape.step("pad", reads: [token], fixed: [shape[0] * width])[0]
    let y = tape.step("add", reads: [later, first], gives: shape, mayOverwrite: [later, first])
    tape.backward(from: y) { tape, dy in
      tape.step("batch_sum", reads: [dy])
      if tape.learns(x) { tape.add(tape.step("slice", reads: [dy], gives: x.shape), to: x) }
    }
    return y
  }
}
