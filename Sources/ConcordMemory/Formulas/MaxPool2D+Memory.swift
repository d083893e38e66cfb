import ConcordNN

extension MaxPool2D: MemoryFormula {
  /// Output, and the gradient with respect to its input.
  public func memory(_ place: LayerPlace) -> LayerMemory {
    let sizes = place.inputShape.dropFirst().map { ($0 + 2 * window.padding - window.kernel) / window.stride + 1 }
    let shape = [place.inputShape[0]] + sizes
    return LayerMemory(
      outputShape: shape,
      activations: [shape.reduce(1, *)] + (place.passesGradient ? [place.inputCount] : []))
  }
}
