import ConcordKit

/// An operation that changes more than activations, and so must not run twice, but of which a form without that can give the
/// same bits again.
protocol RecomputableOperation: OperationDefinition {
  /// The form, with those of the outputs that it gives. It may read other outputs of `node`; they are kept for it.
  func recomputation(of node: Node) -> Node
}
