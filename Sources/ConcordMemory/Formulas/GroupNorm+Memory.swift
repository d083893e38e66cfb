import ConcordNN

extension GroupNorm: MemoryFormula {
  /// Weight and bias C. Output, and the gradient with respect to its input; mean and inverse standard deviation of each group; each
  /// sample's gradient of the weight.
  public func memory(_ place: LayerPlace) -> LayerMemory {
    LayerMemory(
      outputShape: place.inputShape, parameters: [channels, channels],
      activations: [place.inputCount, groups, groups, place.inputCount, channels])
  }
}
