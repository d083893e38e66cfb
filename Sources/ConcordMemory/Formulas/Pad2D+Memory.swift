import ConcordNN

extension Pad2D: MemoryFormula {
  /// Columns are padded first, then rows, each where there is anything to add: an output, and the gradient with respect to the input.
  public func memory(_ place: LayerPlace) -> LayerMemory {
    var memory = LayerMemory(outputShape: place.inputShape)
    for (axis, added) in [(2, left + right), (1, top + bottom)] where added > 0 {
      if place.passesGradient { memory.activations.append(memory.outputShape.reduce(1, *)) }
      memory.outputShape[axis] += added
      memory.activations.append(memory.outputShape.reduce(1, *))
    }
    return memory
  }
}
