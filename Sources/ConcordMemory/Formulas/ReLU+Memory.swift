import ConcordNN

extension ReLU: MemoryFormula {
  /// Output, and the gradient with respect to its input. Where a linear or convolutional layer stands before it, that layer's pass
  /// writes this output, and leaves none of its own; other activations take no part in such a pass.
  public func memory(_ place: LayerPlace) -> LayerMemory { .sameShape(as: place) }
}
