import ConcordGraph
import ConcordNN

/// Where a layer stands in its model.
public struct LayerPlace: Sendable {
  /// Without the samples' dimension.
  public let inputShape: [Int]
  /// The layer right after it, which alone reads its output; none before a sum.
  public let next: (any Layer)?
  /// Whether a layer before it learns, so that it must pass a gradient on.
  public let passesGradient: Bool
  /// Its full name; empty for the model itself.
  let path: [String]

  public var inputCount: Int { inputShape.reduce(1, *) }

  /// What layers one after another take, in a layer at this place that is made of them.
  ///
  /// - Parameter next: What follows the last of them.
  /// - Throws: A layer without a formula.
  public func memory(of layers: [any Layer], next: (any Layer)?) throws(GraphError) -> LayerMemory {
    var result = LayerMemory(outputShape: inputShape)
    for memory in try each(of: layers, next: next) { result.append(memory) }
    return result
  }

  func each(of layers: [any Layer], next: (any Layer)?) throws(GraphError) -> [LayerMemory] {
    var result: [LayerMemory] = []
    var (shape, learns) = (inputShape, passesGradient)
    for (index, layer) in layers.enumerated() {
      let path = path + [layer.name ?? String(index)]
      guard let formula = layer as? any MemoryFormula else {
        throw GraphError(
          layer: path.joined(separator: "."),
          "\(layer.kind) has no memory formula; make it conform to MemoryFormula to predict its memory")
      }
      let following = Self.first(of: layers[(index + 1)...]) ?? next
      let memory = try formula.memory(
        LayerPlace(inputShape: shape, next: following, passesGradient: learns, path: path))
      learns = learns || !memory.parameters.isEmpty
      shape = memory.outputShape
      result.append(memory)
    }
    return result
  }

  /// The first layer that computes something of its own: of a sequence, that within.
  private static func first(of layers: ArraySlice<any Layer>) -> (any Layer)? {
    for layer in layers {
      guard let sequence = layer as? Sequential else { return layer }
      if let first = first(of: sequence.layers[...]) { return first }
    }
    return nil
  }
}
