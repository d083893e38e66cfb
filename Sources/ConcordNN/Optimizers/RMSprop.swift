import ConcordGraph
import ConcordKit

/// Hinton's RMSprop: *Neural Networks for Machine Learning*, lecture 6e (2012). Neither centred nor with momentum.
public struct RMSprop: Optimizer {
  public let learningRate: Double
  /// How much of the mean of squares stays at each step.
  public let alpha: Double
  /// Added to the root before dividing.
  public let epsilon: Double
  /// Adds weightDecay · p to the gradient.
  public let weightDecay: Double

  /// PyTorch's RMSprop; `weightDecay` times the parameter is added to its gradient.
  public init(learningRate: Double, alpha: Double = 0.99, epsilon: Double = 1e-8, weightDecay: Double = 0) {
    self.learningRate = learningRate
    self.alpha = alpha
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  public var name: String { "rmsprop" }
  public var hyperparameters: [String: Double] { ["alpha": alpha, "epsilon": epsilon, "weightDecay": weightDecay] }
  public var stateNames: [String] { ["square_avg"] }

  public func appendUpdate(
    of parameters: Tensor, gradients: Tensor, state: [Tensor], to graph: inout Graph
  ) throws(GraphError) {
    let rate = graph.scalar("learning_rate", .float32)
    try graph.apply(
      RMSpropUpdate(alpha: alpha, epsilon: epsilon, weightDecay: weightDecay), to: [parameters, gradients] + state,
      into: [parameters] + state, scalars: [rate])
  }

  public func scalars(step: UInt64, learningRate: Double) -> [String: Float] { ["learning_rate": Float(learningRate)] }
}
