import ConcordGraph
import ConcordKit

/// y = max(x, 0), element by element.
public struct ReLU: Layer {
  public let name: String?

  /// A layer of this name; `nil` names it by its place in the model.
  public init(name: String? = nil) { self.name = name }

  public var kind: String { "ReLU" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    try context.graph.apply(Activation(.relu), to: [input])[0]
  }
}
