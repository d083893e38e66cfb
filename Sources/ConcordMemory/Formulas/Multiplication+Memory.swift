import ConcordNN

extension Multiplication: MultiTensorFormula {
  /// The product of the first two, then one for each further. Backward: a gradient for each factor, which reads the other, summed over
  /// what the factor was stretched along.
  public func record(_ inputs: [TapeTensor], on tape: inout MemoryTape) -> [TapeTensor] {
    [
      inputs.dropFirst().reduce(inputs[0]) { product, next in
        tape.stretched("multiply", product, next) { tape, dy, other in
          tape.step("multiply", reads: [dy, other], gives: dy.shape, mayOverwrite: [dy, other])
        }
      }
    ]
  }
}
