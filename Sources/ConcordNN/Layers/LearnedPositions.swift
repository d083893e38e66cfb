import ConcordGraph
import ConcordKit

/// Adds to each place of a sequence a vector that is learned: [N, T, width]. Its parameter, [1, T, width], has the layer's own name:
/// `pos_embedding`.
public struct LearnedPositions: Layer {
  /// Tokens of a sample.
  public let length: Int
  /// Of a token.
  public let width: Int
  public let name: String?

  /// Positions for `length` tokens of `width` numbers.
  public init(_ length: Int, _ width: Int, name: String? = nil) {
    self.length = length
    self.width = width
    self.name = name
  }

  public var kind: String { "LearnedPositions" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let shape = context.graph[input].type.shape
    guard shape.dropFirst() == [length, width] else {
      throw context.mismatch(kind, expected: "[N, \(length), \(width)]", got: shape)
    }
    // Of the variance of the normal numbers, σ = 0.02, that torchvision starts with.
    let positions = context.parameter("", [1, length, width], .uniform(bound: 0.02 * Float(3).squareRoot()))
    return try context.graph.apply(Add(), to: [input, positions])[0]
  }
}
