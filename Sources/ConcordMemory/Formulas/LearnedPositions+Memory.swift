import ConcordNN

extension LearnedPositions: MemoryFormula {
  /// A vector for each place: length·width. Output: the sum.
  public func record(_ x: TapeTensor, on tape: inout MemoryTape) -> TapeTensor {
    let positions = tape.parameter(length * width)
    let y = tape.step("add", reads: [x, positions], gives: x.shape, mayOverwrite: [x])
    tape.backward(from: y) { tape, dy in
      if tape.learns(x) { tape.add(dy, to: x) }
      tape.step("batch_sum", reads: [dy])
    }
    return y
  }
}
