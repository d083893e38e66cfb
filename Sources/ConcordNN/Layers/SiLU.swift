import ConcordGraph
import ConcordKit

/// y = x · sigmoid(x), element by element: also called swish.
public struct SiLU: Layer {
  public let name: String?

  public init(name: String? = nil) { self.name = name }

  public var kind: String { "SiLU" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    try context.graph.apply(Activation(.silu), to: [input])[0]
  }
}
