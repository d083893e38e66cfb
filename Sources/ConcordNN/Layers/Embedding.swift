import ConcordGraph
import ConcordKit

/// For each index in 0 ..< count a learned vector: int32 [N, …] to [N, …, dimensions], with a weight [count, dimensions], as PyTorch's
/// `Embedding`. For models of the input element `int32`. An index out of range gives NaN.
public struct Embedding: Layer {
  /// Rows of the table, one for each index.
  public let count: Int
  /// Values of a row.
  public let dimensions: Int
  public let name: String?

  /// A table [`count`, `dimensions`] of parameters.
  public init(_ count: Int, _ dimensions: Int, name: String? = nil) {
    self.count = count
    self.dimensions = dimensions
    self.name = name
  }

  public var kind: String { "Embedding" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let type = context.graph[input].type
    guard type.element == .int32 else {
      throw context.mismatch(
        kind, expected: "int32 indices", got: type.shape, remedy: "put it first in a model whose input element is int32")
    }
    // Evenly from [-√3, √3): of mean 0 and variance 1, as the normal numbers that PyTorch starts with.
    let table = context.parameter("weight", [count, dimensions], .uniform(bound: Float(3).squareRoot()))
    return try context.graph.apply(EmbeddingOperation(), to: [input, table])[0]
  }
}
