import ConcordGraph
import ConcordKit

/// The product of two tensors or more, element by element, from the left. An axis of 1 is stretched to that of the others.
public struct Multiplication: MultiTensorLayer {
  public let name: String?

  /// A layer of this name; `nil` names it by its place in the model.
  public init(name: String? = nil) { self.name = name }

  public var kind: String { "Multiplication" }

  public func apply(to inputs: [Tensor], in context: inout ModelContext) throws(GraphError) -> [Tensor] {
    [try context.stretched(Multiply(), inputs, of: kind)]
  }
}
