import ConcordNN

extension Addition: MultiTensorFormula {
  /// The sum of the first two, then one for each further. Backward: each has the gradient of the sum.
  public func record(_ inputs: [TapeTensor], on tape: inout MemoryTape) -> [TapeTensor] {
    [
      inputs.dropFirst().reduce(inputs[0]) { sum, next in
        let y = tape.step("add", reads: [sum, next], gives: sum.shape, mayOverwrite: [sum, next])
        tape.backward(from: y) { tape, dy in
          for part in [sum, next] where tape.learns(part) { tape.add(dy, to: part) }
        }
        return y
      }
    ]
  }
}
