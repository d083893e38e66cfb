import ConcordGraph
import ConcordKit

/// The sum of two tensors or more, of one shape, from the left.
public struct Addition: MultiTensorLayer {
  public let name: String?

  public init(name: String? = nil) { self.name = name }

  public var kind: String { "Addition" }

  public func apply(to inputs: [Tensor], in context: inout ModelContext) throws(GraphError) -> [Tensor] {
    guard inputs.count >= 2, var result = inputs.first else {
      throw context.mismatch(kind, expected: "at least two tensors", got: inputs.count)
    }
    for input in inputs.dropFirst() { result = try context.graph.apply(Add(), to: [result, input])[0] }
    return [result]
  }
}
