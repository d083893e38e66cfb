import ConcordNN

extension Dropout: MemoryFormula {
  /// Output, and the gradient with respect to its input. No mask: it is drawn again.
  public func memory(_ place: LayerPlace) -> LayerMemory {
    LayerMemory(
      outputShape: place.inputShape,
      activations: [place.inputCount] + (place.passesGradient ? [place.inputCount] : []))
  }
}
