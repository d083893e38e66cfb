import ConcordNN

extension Dropout: MemoryFormula {
  /// In training its output, and the gradient with respect to its input. No mask: it is drawn again.
  public func record(_ x: TapeTensor, on tape: inout MemoryTape) -> TapeTensor {
    guard tape.phase == .training else { return x }
    let y = tape.step("dropout", reads: [x], gives: x.shape, mayOverwrite: [x])
    tape.backward(from: y) { tape, dy in
      tape.add(tape.step("dropout", reads: [dy], gives: x.shape, mayOverwrite: [dy]), to: x)
    }
    return y
  }
}
