import ConcordGraph
import ConcordNN

extension Sequential: MemoryFormula {
  /// What its layers take.
  public func memory(_ place: LayerPlace) throws(GraphError) -> LayerMemory {
    try place.memory(of: layers, next: place.next)
  }
}
