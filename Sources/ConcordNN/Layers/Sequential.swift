import ConcordGraph

/// Layers one after another, as one layer: their parameters' names follow its own.
public struct Sequential: MultiTensorLayer {
  /// The layers, in order.
  public let layers: [any Layer]
  public let name: String?

  /// Layers that each take what the one before gives.
  public init(name: String? = nil, @LayerBuilder layers: () -> [any Layer]) {
    self.layers = layers()
    self.name = name
  }

  public var kind: String { "Sequential" }

  public func apply(to inputs: [Tensor], in context: inout ModelContext) throws(GraphError) -> [Tensor] {
    try context.apply(layers, to: inputs)
  }
}
