import ConcordGraph
import ConcordKit

/// [N, C, H, W] as [N, C·H·W]. Moves nothing.
public struct Flatten: Layer {
  public let name: String?

  /// A layer of this name; `nil` names it by its place in the model.
  public init(name: String? = nil) { self.name = name }

  public var kind: String { "Flatten" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let shape = context.graph[input].type.shape
    return try context.graph.view(input, as: [shape[0], TensorType(Array(shape.dropFirst())).elementCount])
  }
}
