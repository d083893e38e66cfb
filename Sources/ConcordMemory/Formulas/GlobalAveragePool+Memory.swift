import ConcordNN

extension GlobalAveragePool: MemoryFormula {
  /// One mean for each channel, and the gradient with respect to its input.
  public func memory(_ place: LayerPlace) -> LayerMemory {
    let channels = place.inputShape[0]
    return LayerMemory(
      outputShape: [channels], activations: [channels] + (place.passesGradient ? [place.inputCount] : []))
  }
}
