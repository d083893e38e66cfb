import ConcordGraph
import ConcordKit

/// [N, …, S], normalised over the last axes, of shape S, as PyTorch's `LayerNorm`: a group normalisation of rows, in one group.
public struct LayerNorm: Layer {
  /// S.
  public let shape: [Int]
  /// Added to the variance.
  public let epsilon: Double
  public let name: String?

  /// Statistics over the last axes, which have these sizes.
  public init(_ shape: Int..., epsilon: Double = 1e-5, name: String? = nil) {
    self.init(shape: shape, epsilon: epsilon, name: name)
  }

  /// Statistics over the last axes, which have these sizes.
  public init(shape: [Int], epsilon: Double = 1e-5, name: String? = nil) {
    self.shape = shape
    self.epsilon = epsilon
    self.name = name
  }

  public var kind: String { "LayerNorm" }

  /// D.
  public var count: Int { shape.reduce(1, *) }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let whole = context.graph[input].type.shape
    guard !shape.isEmpty, whole.count > shape.count, Array(whole.suffix(shape.count)) == shape else {
      throw context.mismatch(kind, expected: "[N, …, \(shape.map(String.init).joined(separator: ", "))]", got: whole)
    }
    let weight = context.parameter("weight", shape, .constant(1))
    let bias = context.parameter("bias", shape, .constant(0))
    let rows = whole.dropLast(shape.count).reduce(1, *)
    let inputs = try [
      context.graph.view(input, as: [rows, count]), context.graph.view(weight, as: [count]),
      context.graph.view(bias, as: [count]),
    ]
    let output = try context.graph.apply(GroupNormOperation(groups: 1, epsilon: epsilon), to: inputs)[0]
    return try context.graph.view(output, as: whole)
  }
}
