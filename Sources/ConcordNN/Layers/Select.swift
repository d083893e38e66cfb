import ConcordGraph
import ConcordKit

/// One place of a sequence: [N, T, …] to [N, …]. A place below 0 is counted from the end.
public struct Select: Layer {
  /// Of the token, from 0.
  public let place: Int
  public let name: String?

  /// The token at a place.
  public init(_ place: Int, name: String? = nil) {
    self.place = place
    self.name = name
  }

  public var kind: String { "Select" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let shape = context.graph[input].type.shape
    let start = shape.count > 1 && place < 0 ? shape[1] + place : place
    guard shape.count >= 3, (0..<shape[1]).contains(start) else {
      throw context.mismatch(kind, expected: "[N, T, …] with a place \(place)", got: shape)
    }
    let part = try context.graph.apply(Slice(axis: 1, start: start, length: 1), to: [input])[0]
    return try context.graph.view(part, as: [shape[0]] + shape.dropFirst(2))
  }
}
