import ConcordGraph
import ConcordKit

/// A sample's elements, in their order, in another shape: [N, …] as [N, S]. Moves nothing.
public struct Reshape: Layer {
  /// S, of as many elements as a sample has.
  public let shape: [Int]
  public let name: String?

  /// Samples of this shape.
  public init(_ shape: [Int], name: String? = nil) {
    self.shape = shape
    self.name = name
  }

  public var kind: String { "Reshape" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let before = context.graph[input].type.shape
    let (elements, wanted) = (TensorType(Array(before.dropFirst())).elementCount, TensorType(shape).elementCount)
    guard before.count >= 1, shape.allSatisfy({ $0 > 0 }), elements == wanted else {
      throw context.mismatch(kind, expected: "samples of \(wanted) elements, to give each the shape \(shape)", got: before)
    }
    return try context.graph.view(input, as: [before[0]] + shape)
  }
}
