import ConcordGraph
import ConcordKit

/// [N, C, H, W] to [N, C]: the mean of each channel.
public struct GlobalAveragePool: Layer {
  public init() {}

  public var kind: String { "GlobalAveragePool" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let shape = context.graph[input].type.shape
    guard shape.count == 4 else { throw context.mismatch(kind, expected: "[N, C, H, W]", got: shape) }
    let rows = try context.graph.view(input, as: [shape[0] * shape[1], shape[2] * shape[3]])
    let means = try context.graph.apply(Reduce(.mean), to: [rows])[0]
    return try context.graph.view(means, as: [shape[0], shape[1]])
  }
}
