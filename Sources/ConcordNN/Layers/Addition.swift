import ConcordGraph
import ConcordKit

/// The sum of two tensors or more, from the left. An axis of 1 is stretched to that of the others.
public struct Addition: MultiTensorLayer {
  public let name: String?

  /// A layer of this name; `nil` names it by its place in the model.
  public init(name: String? = nil) { self.name = name }

  public var kind: String { "Addition" }

  public func apply(to inputs: [Tensor], in context: inout ModelContext) throws(GraphError) -> [Tensor] {
    [try context.stretched(Add(), inputs, of: kind)]
  }
}
