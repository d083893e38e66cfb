import ConcordNN

extension GlobalAveragePool: MemoryFormula {
  /// One mean for each channel, and the gradient with respect to its input.
  public func record(_ x: TapeTensor, on tape: inout MemoryTape) -> TapeTensor {
    let y = tape.step("reduce", reads: [x], gives: [x.shape[0]])
    tape.backward(from: y) { tape, dy in
      tape.add(tape.step("reduce_gradient", reads: [dy], gives: x.shape), to: x)
    }
    return y
  }
}
