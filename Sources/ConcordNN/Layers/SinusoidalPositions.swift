import ConcordGraph
import ConcordKit
import ConcordNumerics

/// Adds to each place of a sequence [N, T, width] waves of the place: sin at even columns, cos at odd ones, of t · 10000^(−2i / width) for
/// the columns 2i and 2i + 1. Vaswani and others, *Attention Is All You Need* (2017), section 3.5.
public struct SinusoidalPositions: Layer {
  public let name: String?

  /// Positions that are not learned.
  public init(name: String? = nil) { self.name = name }

  public var kind: String { "SinusoidalPositions" }

  /// What is added, row by row: ln 10000 is rounded once, then each operation is binary32's and `ConcordNumerics`'.
  package static func values(length: Int, width: Int) -> [Float] {
    let frequencies = (0..<(width + 1) / 2).map { Exact.exp(Float(2 * $0) * (-0x1.26bb1cp+3 / Float(width))) }
    return (0..<length * width).map { element in
      let angle = Float(element / width) * frequencies[element % width / 2]
      return element % width % 2 == 0 ? Exact.sin(angle) : Exact.cos(angle)
    }
  }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let shape = context.graph[input].type.shape
    guard shape.count == 3 else { throw context.mismatch(kind, expected: "[N, T, width]", got: shape) }
    let positions = context.graph.constant("positions", Self.values(length: shape[1], width: shape[2]))
    return try context.graph.apply(Add(), to: [input, context.graph.view(positions, as: [1, shape[1], shape[2]])])[0]
  }
}
