import ConcordNN

extension LearnedScale: MemoryFormula {
  /// The factors. Output: the product. Backward: the gradient with respect to the input; that of the factors for each element, summed
  /// over the axes along which they are stretched, but for the last ones, which the fold over samples sums.
  public func record(_ x: TapeTensor, on tape: inout MemoryTape) -> TapeTensor {
    let factors = tape.parameter(shape.reduce(1, *))
    let y = tape.step("multiply", reads: [x, factors], gives: x.shape, mayOverwrite: [x])
    tape.backward(from: y) { tape, dy in
      if tape.learns(x) {
        tape.add(tape.step("multiply", reads: [dy, factors], gives: x.shape, mayOverwrite: [dy]), to: x)
      }
      let whole = tape.step("multiply", reads: [dy, x], gives: x.shape, mayOverwrite: [dy, x])
      tape.step("batch_sum", reads: [tape.shares(of: whole, for: shape)])
    }
    return y
  }
}
