import ConcordNN

extension Addition: MultiTensorFormula {
  /// The sum of the first two, then one for each further. Backward: each has the gradient of the sum, summed over what it was stretched
  /// along.
  public func record(_ inputs: [TapeTensor], on tape: inout MemoryTape) -> [TapeTensor] {
    [inputs.dropFirst().reduce(inputs[0]) { sum, next in tape.stretched("add", sum, next) { _, dy, _ in dy } }]
  }
}
