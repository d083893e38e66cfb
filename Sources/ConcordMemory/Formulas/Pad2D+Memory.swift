import ConcordNN

extension Pad2D: MemoryFormula {
  /// Columns are padded first, then rows, each where there is anything to add: an output, and the gradient with respect to the input.
  public func record(_ x: TapeTensor, on tape: inout MemoryTape) -> TapeTensor {
    var result = x
    for (axis, added) in [(2, left + right), (1, top + bottom)] where added > 0 {
      let input = result
      var shape = input.shape
      shape[axis] += added
      result = tape.step("pad", reads: [input], gives: shape)
      tape.backward(from: result) { tape, dy in
        tape.add(tape.step("slice", reads: [dy], gives: input.shape), to: input)
      }
    }
    return result
  }
}
