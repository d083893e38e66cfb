import ConcordGraph
import ConcordNN

extension Residual: MemoryFormula {
  /// What both ways take, and their sum. Backward: the gradients that come back on both ways, added.
  public func memory(_ place: LayerPlace) throws(GraphError) -> LayerMemory {
    var memory = try place.memory(of: main, next: nil)
    memory.append(try place.memory(of: [shortcut], next: nil))
    let output = memory.outputShape.reduce(1, *)
    memory.activations += [output] + (place.passesGradient ? [place.inputCount] : [])
    return memory
  }
}
