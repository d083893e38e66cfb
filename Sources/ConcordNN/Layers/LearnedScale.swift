import ConcordGraph
import ConcordKit

/// Multiplies by factors that are learned: [N, …] by a parameter of a shape that is stretched to a sample's, aligned at the last axis.
/// [C, 1, 1] is a factor for each channel of [N, C, H, W]. The parameter has the layer's own name: `layer_scale`.
public struct LearnedScale: Layer {
  /// Of the factors: along each axis a sample's size, or 1.
  public let shape: [Int]
  /// What they start from.
  public let initial: Float
  public let name: String?

  /// Factors of a shape, all of which start from one number.
  public init(_ shape: [Int], initial: Float = 1, name: String? = nil) {
    self.shape = shape
    self.initial = initial
    self.name = name
  }

  public var kind: String { "LearnedScale" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let sample = context.graph[input].type.shape.dropFirst()
    guard !shape.isEmpty, shape.count <= sample.count,
      zip(shape.reversed(), sample.reversed()).allSatisfy({ $0 == $1 || $0 == 1 })
    else {
      throw context.mismatch(
        kind, expected: "samples that \(shape) can be stretched to", got: context.graph[input].type.shape)
    }
    let factors = context.parameter("", shape, .constant(initial))
    return try context.graph.apply(Multiply(), to: [input, factors])[0]
  }
}
