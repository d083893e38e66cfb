import ConcordGraph
import ConcordKit
import ConcordNumerics

/// Kingma and Ba, *Adam: A Method for Stochastic Optimization* (2015).
public struct Adam: Optimizer {
  public let learningRate: Double
  /// How much of the mean of gradients stays at each step.
  public let beta1: Double
  /// How much of the mean of squares stays at each step.
  public let beta2: Double
  /// Added to the root before dividing.
  public let epsilon: Double
  /// Adds weightDecay · p to the gradient, before the moments see it.
  public let weightDecay: Double

  /// PyTorch's Adam; `weightDecay` times the parameter is added to its gradient.
  public init(
    learningRate: Double, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  public var name: String { "adam" }
  public var hyperparameters: [String: Double] {
    ["beta1": beta1, "beta2": beta2, "epsilon": epsilon, "weightDecay": weightDecay]
  }
  public var stateNames: [String] { ["exp_avg", "exp_avg_sq"] }

  public func appendUpdate(
    of parameters: Tensor, gradients: Tensor, state: [Tensor], to graph: inout Graph
  ) throws(GraphError) {
    let scalars = [graph.scalar("adam_step_size", .float32), graph.scalar("adam_root_correction", .float32)]
    try graph.apply(
      AdamUpdate(beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay),
      to: [parameters, gradients] + state, into: [parameters] + state, scalars: scalars)
  }

  public func scalars(step: UInt64, learningRate: Double) -> [String: Float] {
    [
      "adam_step_size": Float(learningRate / (1 - power(beta1, step))),
      "adam_root_correction": Float((1 - power(beta2, step)).squareRoot()),
    ]
  }
}
