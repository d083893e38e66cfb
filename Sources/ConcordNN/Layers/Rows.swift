import ConcordGraph
import ConcordKit

/// An image's rows as a sequence: [N, C, H, W] to [N, H, C·W]. Moves nothing where there is one channel.
public struct Rows: Layer {
  public let name: String?

  /// The rows of an image as a sequence.
  public init(name: String? = nil) { self.name = name }

  public var kind: String { "Rows" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let shape = context.graph[input].type.shape
    guard shape.count == 4 else { throw context.mismatch(kind, expected: "[N, C, H, W]", got: shape) }
    let rows = shape[1] == 1 ? input : try context.graph.apply(PermuteOperation([0, 2, 1, 3]), to: [input])[0]
    return try context.graph.view(rows, as: [shape[0], shape[2], shape[1] * shape[3]])
  }
}
