import ConcordNN

extension Scaling: MemoryFormula {
  /// One constant. Output, and the gradient with respect to the input.
  public func record(_ x: TapeTensor, on tape: inout MemoryTape) -> TapeTensor {
    tape.constant([factor])
    let y = tape.step("multiply", reads: [x], gives: x.shape, mayOverwrite: [x])
    tape.backward(from: y) { tape, dy in
      guard tape.learns(x) else { return }
      tape.add(tape.step("multiply", reads: [dy], gives: x.shape, mayOverwrite: [dy]), to: x)
    }
    return y
  }
}
