import ConcordGraph
import ConcordNN

extension TransformerEncoderLayer: MultiTensorFormula {
  /// What its layers take.
  public func record(_ inputs: [TapeTensor], on tape: inout MemoryTape) throws(GraphError) -> [TapeTensor] {
    try tape.apply(
      layers(lengths: inputs.count == 2), to: inputs, named: Array(Self.inputNames.prefix(inputs.count)))
  }
}
