import ConcordNN

extension Conv2D: MemoryFormula {
  /// Weight out·in/groups·kernel², bias, where there is one, out. Output: out·OH·OW for each sample, unless a ReLU follows, which is computed in the same
  /// pass. Backward: the gradient with respect to its input.
  public func memory(_ place: LayerPlace) -> LayerMemory {
    let reach = geometry.dilation * (kernel - 1) + 1
    let sizes = place.inputShape.dropFirst().map { ($0 + 2 * geometry.padding - reach) / geometry.stride + 1 }
    let shape = [outputs] + sizes
    return LayerMemory(
      outputShape: shape,
      parameters: [outputs * (inputs / geometry.groups) * kernel * kernel] + (bias ? [outputs] : []),
      activations: (place.next is ReLU ? [] : [shape.reduce(1, *)]) + (place.passesGradient ? [place.inputCount] : []))
  }
}
