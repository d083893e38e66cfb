import ConcordGraph
import ConcordNN

extension Parallel: MemoryFormula {
  /// What the branches take, and their outputs side by side. Backward: for each branch that learns or passes a gradient on, its part
  /// of the gradient; where the input needs a gradient, the sum of what comes back from all branches, one by one.
  public func memory(_ place: LayerPlace) throws(GraphError) -> LayerMemory {
    var memory = LayerMemory(outputShape: place.inputShape)
    var shape: [Int] = []
    for branch in branches {
      let part = try place.memory(of: [branch], next: nil)
      memory.append(part)
      if place.passesGradient || !part.parameters.isEmpty { memory.activations.append(part.outputShape.reduce(1, *)) }
      if shape.isEmpty {
        shape = part.outputShape
      } else {
        // A sample has one axis less than a batch.
        shape[axis - 1] += part.outputShape[axis - 1]
        if place.passesGradient { memory.activations.append(place.inputCount) }
      }
    }
    memory.outputShape = shape
    memory.activations.append(shape.reduce(1, *))
    return memory
  }
}
