import ConcordGraph
import ConcordKit

/// [N, C, H, W], normalised channel by channel, as PyTorch's `BatchNorm2d`: in training by mean and variance of the micro-batch, of
/// which it keeps running averages; in evaluation by those.
///
/// It makes samples depend on each other: the group is the micro-batch (`docs/numerics.md`).
public struct BatchNorm2D: Layer {
  /// How many channels images have.
  public let channels: Int
  /// Added to the variance.
  public let epsilon: Double
  /// The weight of a micro-batch in the running averages.
  public let momentum: Double
  public let name: String?

  /// `momentum` is the new batch's part in the running statistics, as in PyTorch.
  public init(_ channels: Int, epsilon: Double = 1e-5, momentum: Double = 0.1, name: String? = nil) {
    self.channels = channels
    self.epsilon = epsilon
    self.momentum = momentum
    self.name = name
  }

  public var kind: String { "BatchNorm2D" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let shape = context.graph[input].type.shape
    guard shape.count == 4, shape[1] == channels else {
      throw context.mismatch(kind, expected: "[N, \(channels), H, W]", got: shape)
    }
    let inputs = [
      input,
      context.parameter("weight", [channels], .constant(1)),
      context.parameter("bias", [channels], .constant(0)),
      context.state("running_mean", [channels], .constant(0)),
      context.state("running_var", [channels], .constant(1)),
    ]
    switch context.graph.phase {
    case .training: return try context.graph.apply(BatchNorm(epsilon: epsilon, momentum: momentum), to: inputs)[0]
    case .evaluation: return try context.graph.apply(BatchNormInference(epsilon: epsilon), to: inputs)[0]
    }
  }
}
