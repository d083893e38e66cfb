import ConcordGraph
import ConcordKit

/// x · factor: every element by the same number, which is not learned.
public struct Scaling: Layer {
  /// What each element is multiplied by.
  public let factor: Float
  public let name: String?

  /// Multiplies by a finite number.
  public init(_ factor: Float, name: String? = nil) {
    self.factor = factor
    self.name = name
  }

  public var kind: String { "Scaling" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    try context.graph.apply(Multiply(), to: [input, context.graph.constant("factor", [factor])])[0]
  }
}
