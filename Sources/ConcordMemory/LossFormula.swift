import ConcordNN

/// A loss that says what its operations read and write, as a ``MemoryFormula`` does for a layer. What a loss without one takes is *derived*
/// from its graph.
public protocol LossFormula: Loss {
  /// Records the operations, and what follows from them in the backward pass.
  ///
  /// - Returns: The loss of each sample.
  func record(_ output: TapeTensor, target: TapeTensor, on tape: inout MemoryTape) -> TapeTensor
}

extension MemoryTape {
  /// An operation that gives losses, and with them the gradient of its first input.
  ///
  /// - Parameter losses: How many for each sample.
  mutating func loss(_ name: String, of output: TapeTensor, _ target: TapeTensor, losses: Int = 1) -> TapeTensor {
    let outputs = step(name, reads: [output, target], gives: [[losses], output.shape])
    backward { tape in tape.add(outputs[1], to: output) }
    return outputs[0]
  }
}
