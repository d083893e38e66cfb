import ConcordGraph
import ConcordNN

extension Sequential: MemoryFormula {
  /// What its layers take.
  public func record(_ x: TapeTensor, on tape: inout MemoryTape) throws(GraphError) -> TapeTensor {
    try tape.apply(layers, to: x)
  }
}
