import ConcordNN

extension Embedding: MemoryFormula {
  /// Weight count·dimensions. Output: `dimensions` for each index. Indices have no gradient.
  public func memory(_ place: LayerPlace) -> LayerMemory {
    LayerMemory(
      outputShape: place.inputShape + [dimensions], parameters: [count * dimensions],
      activations: [place.inputCount * dimensions])
  }
}
