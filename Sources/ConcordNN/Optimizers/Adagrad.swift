import ConcordGraph
import ConcordKit

/// Duchi, Hazan and Singer, *Adaptive Subgradient Methods for Online Learning and Stochastic Optimization* (2011).
public struct Adagrad: Optimizer {
  public let learningRate: Double
  /// Added to the root before dividing.
  public let epsilon: Double
  /// Adds weightDecay · p to the gradient.
  public let weightDecay: Double

  /// PyTorch's Adagrad; `weightDecay` times the parameter is added to its gradient.
  public init(learningRate: Double, epsilon: Double = 1e-10, weightDecay: Double = 0) {
    self.learningRate = learningRate
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  public var name: String { "adagrad" }
  public var hyperparameters: [String: Double] { ["epsilon": epsilon, "weightDecay": weightDecay] }
  public var stateNames: [String] { ["sum"] }

  public func appendUpdate(
    of parameters: Tensor, gradients: Tensor, state: [Tensor], to graph: inout Graph
  ) throws(GraphError) {
    let rate = graph.scalar("learning_rate", .float32)
    try graph.apply(
      AdagradUpdate(epsilon: epsilon, weightDecay: weightDecay), to: [parameters, gradients] + state,
      into: [parameters] + state, scalars: [rate])
  }

  public func scalars(step: UInt64, learningRate: Double) -> [String: Float] { ["learning_rate": Float(learningRate)] }
}
