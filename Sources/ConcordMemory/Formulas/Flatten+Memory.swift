import ConcordNN

extension Flatten: MemoryFormula {
  /// The same elements in another shape: nothing.
  public func memory(_ place: LayerPlace) -> LayerMemory { LayerMemory(outputShape: [place.inputCount]) }
}
