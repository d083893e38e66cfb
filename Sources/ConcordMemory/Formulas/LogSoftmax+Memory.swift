import ConcordNN

extension LogSoftmax: MemoryFormula {
  /// Output, and the gradient with respect to its input, which reads the output.
  public func record(_ x: TapeTensor, on tape: inout MemoryTape) -> TapeTensor { tape.rows("log_softmax", x) }
}
