import ConcordGraph
import ConcordKit

/// [N, C, …], each sample normalised in groups of neighbouring channels, as PyTorch's `GroupNorm`.
public struct GroupNorm: Layer {
  /// How many parts the channels are divided into.
  public let groups: Int
  /// How many channels there are.
  public let channels: Int
  /// Added to the variance.
  public let epsilon: Double
  public let name: String?

  /// - Parameters:
  ///   - groups: A divisor of `channels`.
  ///   - channels: How many there are.
  ///   - epsilon: Added to the variance.
  ///   - name: nil: the place in the model.
  public init(groups: Int, _ channels: Int, epsilon: Double = 1e-5, name: String? = nil) {
    self.groups = groups
    self.channels = channels
    self.epsilon = epsilon
    self.name = name
  }

  public var kind: String { "GroupNorm" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let shape = context.graph[input].type.shape
    guard shape.count >= 2, shape[1] == channels else {
      throw context.mismatch(kind, expected: "[N, \(channels), …]", got: shape)
    }
    let weight = context.parameter("weight", [channels], .constant(1))
    let bias = context.parameter("bias", [channels], .constant(0))
    return try context.graph.apply(GroupNormOperation(groups: groups, epsilon: epsilon), to: [input, weight, bias])[0]
  }
}
