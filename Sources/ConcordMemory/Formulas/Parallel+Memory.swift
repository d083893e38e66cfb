import ConcordGraph
import ConcordNN

extension Parallel: MemoryFormula {
  /// What the branches take, and their outputs side by side. Backward: for each branch that learns or passes a gradient on, its part
  /// of the gradient; where the input needs a gradient, the sum of what comes back from all branches, one by one.
  public func memory(_ place: LayerPlace) throws(GraphError) -> LayerMemory {
    var memory = LayerMemory(outputShape: [])
    for branch in branches {
      let layers = try MemoryModel.layers([branch], inputShape: place.inputShape, passesGradient: place.passesGradient)
      guard let part = layers.first else { continue }
      memory.parameters += part.parameters
      memory.activations += part.activations
      if place.passesGradient || !part.parameters.isEmpty { memory.activations.append(part.outputShape.reduce(1, *)) }
      if memory.outputShape.isEmpty {
        memory.outputShape = part.outputShape
      } else {
        // A sample has one axis less than a batch.
        memory.outputShape[axis - 1] += part.outputShape[axis - 1]
        if place.passesGradient { memory.activations.append(place.inputCount) }
      }
    }
    memory.activations.append(memory.outputShape.reduce(1, *))
    return memory
  }
}
