import ConcordNN

extension ReLU: MemoryFormula {
  /// Output, and the gradient with respect to its input.
  public func memory(_ place: LayerPlace) -> LayerMemory {
    LayerMemory(
      outputShape: place.inputShape,
      activations: [place.inputCount] + (place.passesGradient ? [place.inputCount] : []))
  }
}
