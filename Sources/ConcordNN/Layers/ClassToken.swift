import ConcordGraph
import ConcordKit

/// A learned token before those of a sequence: [N, T, width] to [N, T + 1, width]. Its parameter, [1, 1, width], has the layer's own
/// name: `class_token`.
public struct ClassToken: Layer {
  /// Of a token.
  public let width: Int
  public let name: String?

  /// A token of a width, which is learned, before those of each sample.
  public init(_ width: Int, name: String? = nil) {
    self.width = width
    self.name = name
  }

  public var kind: String { "ClassToken" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let shape = context.graph[input].type.shape
    guard shape.count == 3, shape[2] == width else { throw context.mismatch(kind, expected: "[N, T, \(width)]", got: shape) }
    let token = context.parameter("", [1, 1, width], .constant(0))
    let later = try context.graph.apply(Pad(axis: 1, before: 1, after: 0), to: [input])[0]
    let first = try context.graph.apply(Pad(axis: 1, before: 0, after: shape[1]), to: [token])[0]
    return try context.graph.apply(Add(), to: [later, first])[0]
  }
}
