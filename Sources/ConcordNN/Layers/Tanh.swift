import ConcordGraph
import ConcordKit

/// y = tanh(x), element by element.
public struct Tanh: Layer {
  public let name: String?

  public init(name: String? = nil) { self.name = name }

  public var kind: String { "Tanh" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    try context.graph.apply(Activation(.tanh), to: [input])[0]
  }
}
