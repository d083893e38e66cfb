import ConcordGraph

/// A layer that takes, or gives, several tensors. In a list of layers ``Layer/taking(_:)-(String...)`` says which it takes.
public protocol MultiTensorLayer: Layer {
  /// Appends the layer's operations to the graph.
  ///
  /// - Parameters:
  ///   - inputs: Each [N, …].
  ///   - context: The graph and what is known of it.
  func apply(to inputs: [Tensor], in context: inout ModelContext) throws(GraphError) -> [Tensor]
}

extension MultiTensorLayer {
  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let outputs = try apply(to: [input], in: &context)
    return try context.only(outputs, of: kind)
  }
}
