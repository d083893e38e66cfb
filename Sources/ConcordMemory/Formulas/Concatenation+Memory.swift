import ConcordNN

extension Concatenation: MultiTensorFormula {
  /// All of them side by side. Backward: for each that learns its part of the gradient.
  public func record(_ inputs: [TapeTensor], on tape: inout MemoryTape) -> [TapeTensor] {
    [tape.concatenate(inputs, axis: axis)]
  }
}

extension MemoryTape {
  /// - Parameter axis: Of a batch, which has one more than a sample.
  mutating func concatenate(_ parts: [TapeTensor], axis: Int) -> TapeTensor {
    var shape = parts[0].shape
    shape[axis - 1] = parts.reduce(0) { $0 + $1.shape[axis - 1] }
    let y = step("concatenate", reads: parts, gives: shape)
    backward(from: y) { tape, dy in
      for part in parts where tape.learns(part) {
        tape.add(tape.step("slice", reads: [dy], gives: part.shape), to: part)
      }
    }
    return y
  }
}
