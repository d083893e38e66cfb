import ConcordNN

extension ReLU: MemoryFormula {
  /// Output, and the gradient with respect to its input, which reads the output.
  public func record(_ x: TapeTensor, on tape: inout MemoryTape) -> TapeTensor {
    let y = tape.rectified(x)
    tape.activationGradient(of: x, y, reads: y)
    return y
  }
}
