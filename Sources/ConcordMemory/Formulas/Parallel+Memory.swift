import ConcordGraph
import ConcordNN

extension Parallel: MemoryFormula {
  /// What the branches take, and their outputs side by side. Backward: for each branch that learns or passes a gradient on, its part
  /// of the gradient.
  public func record(_ x: TapeTensor, on tape: inout MemoryTape) throws(GraphError) -> TapeTensor {
    tape.concatenate(try tape.apply(each: branches, to: x), axis: axis)
  }
}
