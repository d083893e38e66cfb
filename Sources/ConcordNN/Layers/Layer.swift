import ConcordGraph

/// A part of a model: from one tensor to one tensor, with parameters of its own.
public protocol Layer: Sendable {
  /// What messages and summaries call it: `Linear`.
  var kind: String { get }

  /// The name that it was given, which prefixes its parameters' names; nil: its position in the model, as in PyTorch's
  /// `Sequential`.
  var name: String? { get }

  /// Appends the layer's operations to the graph.
  ///
  /// - Parameters:
  ///   - input: [N, …].
  ///   - context: The graph and what is known of it.
  func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor
}

extension Layer {
  public var name: String? { nil }
}
