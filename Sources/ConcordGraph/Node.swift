import ConcordKit

/// One operation of a graph.
public struct Node: Sendable {
  public var definition: any OperationDefinition
  public var inputs: [Tensor]
  public var outputs: [Tensor]
  public var scalars: [RunScalar]
  /// The layer that it belongs to, for messages and timelines.
  public var layer: String
  public var phase: Phase
  public var pass: Pass

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
