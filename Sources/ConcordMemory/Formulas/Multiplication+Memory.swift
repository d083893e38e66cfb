import ConcordNN

extension Multiplication: MultiTensorFormula {
  /// The product of the first two, then one for each further. Backward: a gradient for each factor, which reads the other.
  public func record(_ inputs: [TapeTensor], on tape: inout MemoryTape) -> [TapeTensor] {
    [
      inputs.dropFirst().reduce(inputs[0]) { product, next in
        let y = tape.step("multiply", reads: [product, next], gives: product.shape, mayOverwrite: [product, next])
        tape.backward(from: y) { tape, dy in
          for (part, other) in [(product, next), (next, product)] where tape.learns(part) {
            tape.add(tape.step("multiply", reads: [dy, other], gives: part.shape, mayOverwrite: [dy, other]), to: part)
          }
        }
        return y
      }
    ]
  }
}
