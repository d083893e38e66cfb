import ConcordGraph
import ConcordKit

/// [N, C, H, W] to [N, C]: the mean of each channel.
public struct GlobalAveragePool: Layer {
  public let name: String?

  /// A layer of this name; `nil` names it by its place in the model.
  public init(name: String? = nil) { self.name = name }

  public var kind: String { "GlobalAveragePool" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let shape = context.graph[input].type.shape
    guard shape.count == 4 else { throw context.mismatch(kind, expected: "[N, C, H, W]", got: shape) }
    let rows = TensorType(Array(shape[..<2])).elementCount
    let columns = TensorType(Array(shape[2...])).elementCount
    let planes = try context.graph.view(input, as: [rows, columns])
    let means = try context.graph.apply(Reduce(.mean), to: [planes])[0]
    return try context.graph.view(means, as: [shape[0], shape[1]])
  }
}
