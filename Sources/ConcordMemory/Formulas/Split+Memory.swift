import ConcordNN

extension Split: MultiTensorFormula {
  /// A copy of each part. Backward: the gradient of a part among zeros, as large as the whole.
  public func record(_ inputs: [TapeTensor], on tape: inout MemoryTape) -> [TapeTensor] {
    let x = inputs[0]
    return sizes.map { size in
      var shape = x.shape
      shape[axis - 1] = size
      let part = tape.step("slice", reads: [x], gives: shape)
      tape.backward(from: part) { tape, dy in tape.add(tape.step("pad", reads: [dy], gives: x.shape), to: x) }
      return part
    }
  }
}
