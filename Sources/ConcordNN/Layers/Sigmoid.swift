import ConcordGraph
import ConcordKit

/// y = 1 / (1 + e^−x), element by element.
public struct Sigmoid: Layer {
  public let name: String?

  public init(name: String? = nil) { self.name = name }

  public var kind: String { "Sigmoid" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    try context.graph.apply(Activation(.sigmoid), to: [input])[0]
  }
}
