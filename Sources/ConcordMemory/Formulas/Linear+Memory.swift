import ConcordNN

extension Linear: MemoryFormula {
  /// Weight in·out, bias out. Output: out for each sample, unless a ReLU follows, which is computed in the same pass. Backward: the
  /// gradient with respect to its input.
  public func memory(_ place: LayerPlace) -> LayerMemory {
    LayerMemory(
      outputShape: [outputs],
      parameters: [inputs * outputs, outputs],
      activations: (place.next is ReLU ? [] : [outputs]) + (place.passesGradient ? [inputs] : []))
  }
}
