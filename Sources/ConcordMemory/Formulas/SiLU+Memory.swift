import ConcordNN

extension SiLU: MemoryFormula {
  /// Output, and the gradient with respect to its input, which reads the input.
  public func record(_ x: TapeTensor, on tape: inout MemoryTape) -> TapeTensor {
    tape.activation(x, gradientReads: .input)
  }
}
