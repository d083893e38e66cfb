import ConcordNN

extension SiLU: MemoryFormula {
  /// Output, and the gradient with respect to its input.
  public func memory(_ place: LayerPlace) -> LayerMemory { .sameShape(as: place) }
}
