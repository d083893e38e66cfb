import ConcordKit

/// One operation of a graph.
public struct Node: Sendable {
  /// The operation with its attributes.
  public var definition: any OperationDefinition
  /// What it reads, in the operation's order.
  public var inputs: [Tensor]
  /// What it writes, in the operation's order.
  public var outputs: [Tensor]
  /// The run scalars that it takes, in the operation's order.
  public var scalars: [RunScalar]
  /// The layer that it belongs to, for messages and timelines.
  public var layer: String
  /// Whether it runs in training or in evaluation.
  public var phase: Phase
  /// The pass that it belongs to.
  public var pass: Pass

  /// The operation's name in the vocabulary.
  public var name: String { type(of: definition).name }

  /// The same operation, adding to what its output holds instead of replacing it; itself where it cannot.
  public func accumulating() -> Node {
    guard let definition = definition as? any FoldingOperation, !definition.accumulate else { return self }
    var node = self
    node.definition = definition.accumulating()
    node.inputs += outputs
    return node
  }
}
