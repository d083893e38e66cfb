import ConcordGraph
import ConcordKit

/// y = x − log Σ e^x, over the last axis of [N, …].
///
/// The loss `crossEntropy` takes logits, without this layer before it.
public struct LogSoftmax: Layer {
  public let name: String?

  /// A layer of this name; `nil` names it by its place in the model.
  public init(name: String? = nil) { self.name = name }

  public var kind: String { "LogSoftmax" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let shape = context.graph[input].type.shape
    guard shape.count >= 2, let columns = shape.last else { throw context.mismatch(kind, expected: "[N, …]", got: shape) }
    let rows = try context.graph.view(input, as: [shape.dropLast().reduce(1, *), columns])
    let result = try context.graph.apply(LogSoftmaxOperation(), to: [rows])[0]
    return try context.graph.view(result, as: shape)
  }
}
