import ConcordNN

extension RNN: MultiTensorFormula {
  /// As ``RecurrentStack`` says.
  public func record(_ inputs: [TapeTensor], on tape: inout MemoryTape) -> [TapeTensor] {
    [tape.recurrent(stack, inputs)]
  }
}
