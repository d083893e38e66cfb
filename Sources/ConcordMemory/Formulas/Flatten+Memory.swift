import ConcordNN

extension Flatten: MemoryFormula {
  /// The same elements in another shape: nothing.
  public func record(_ x: TapeTensor, on tape: inout MemoryTape) -> TapeTensor { x.view([x.count]) }
}
