import ConcordGraph
import ConcordKit

/// y = max(x, 0), element by element.
public struct ReLU: Layer {
  public let name: String?

  public init(name: String? = nil) { self.name = name }

  public var kind: String { "ReLU" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    try context.graph.apply(Activation(.relu), to: [input])[0]
  }
}
