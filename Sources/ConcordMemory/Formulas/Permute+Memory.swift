import ConcordNN

extension Permute: MemoryFormula {
  /// A copy, and one of the gradient.
  public func record(_ x: TapeTensor, on tape: inout MemoryTape) -> TapeTensor {
    tape.permute(x, to: axes.map { x.shape[$0 - 1] })
  }
}

extension MemoryTape {
  mutating func permute(_ x: TapeTensor, to shape: [Int]) -> TapeTensor {
    let y = step("permute", reads: [x], gives: shape)
    backward(from: y) { tape, dy in tape.add(tape.step("permute", reads: [dy], gives: x.shape), to: x) }
    return y
  }
}
