import ConcordNN

extension LayerNorm: MemoryFormula {
  /// Weight and bias D. Output, and the gradient with respect to its input; mean and inverse standard deviation of each row; each
  /// row's gradient of the weight.
  public func memory(_ place: LayerPlace) -> LayerMemory {
    let rows = place.inputCount / max(count, 1)
    return LayerMemory(
      outputShape: place.inputShape, parameters: [count, count],
      activations: [place.inputCount, rows, rows, place.inputCount, place.inputCount])
  }
}
