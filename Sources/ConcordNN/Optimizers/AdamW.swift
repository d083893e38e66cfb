import ConcordGraph
import ConcordKit

/// Adam whose weight decay stays out of the moments: p ← p - lr · weightDecay · p beside Adam's step. Loshchilov and Hutter,
/// *Decoupled Weight Decay Regularization* (2019).
public struct AdamW: Optimizer {
  private let adam: Adam
  /// The share of a parameter, times the learning rate, that each step takes off.
  public let weightDecay: Double

  /// PyTorch's AdamW; the decay is apart from the gradient.
  public init(
    learningRate: Double, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0.01
  ) {
    adam = Adam(learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon)
    self.weightDecay = weightDecay
  }

  public var name: String { "adamw" }
  public var learningRate: Double { adam.learningRate }
  public var hyperparameters: [String: Double] { adam.hyperparameters.merging(["weightDecay": weightDecay]) { $1 } }
  public var stateNames: [String] { adam.stateNames }

  public func appendUpdate(
    of parameters: Tensor, gradients: Tensor, state: [Tensor], to graph: inout Graph
  ) throws(GraphError) {
    let scalars = ["adam_step_size", "adam_root_correction", "adam_decay"].map { graph.scalar($0, .float32) }
    try graph.apply(
      AdamUpdate(beta1: adam.beta1, beta2: adam.beta2, epsilon: adam.epsilon, decoupled: true),
      to: [parameters, gradients] + state, into: [parameters] + state, scalars: scalars)
  }

  public func scalars(step: UInt64, learningRate: Double) -> [String: Float] {
    var scalars = adam.scalars(step: step, learningRate: learningRate)
    scalars["adam_decay"] = Float(learningRate * weightDecay)
    return scalars
  }
}
