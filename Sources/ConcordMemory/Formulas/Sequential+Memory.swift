import ConcordGraph
import ConcordNN

extension Sequential: MultiTensorFormula {
  /// What its layers take.
  public func record(_ inputs: [TapeTensor], on tape: inout MemoryTape) throws(GraphError) -> [TapeTensor] {
    try tape.apply(layers, to: inputs)
  }
}
