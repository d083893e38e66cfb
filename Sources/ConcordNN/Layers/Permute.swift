import ConcordGraph
import ConcordKit

/// A sample's axes in another order: [N, A, B, C] and `[3, 1, 2]` give [N, C, A, B]. Samples stay along axis 0.
public struct Permute: Layer {
  /// The axes 1 … n, in the order in which they are to be.
  public let axes: [Int]
  public let name: String?

  /// Axis i of the result is axis `axes[i]` of the input; 0 is the samples' and stays.
  public init(_ axes: [Int], name: String? = nil) {
    self.axes = axes
    self.name = name
  }

  public var kind: String { "Permute" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let shape = context.graph[input].type.shape
    guard shape.count == axes.count + 1, axes.sorted() == Array(1..<shape.count) else {
      throw context.mismatch(
        kind, expected: "\(axes.count) axes besides samples, each of \(axes) once from 1 on", got: shape)
    }
    return try context.graph.apply(PermuteOperation([0] + axes), to: [input])[0]
  }
}
