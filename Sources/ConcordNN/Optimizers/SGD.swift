import ConcordGraph
import ConcordKit

/// Stochastic gradient descent: p ← p - lr · g, or with a velocity v ← momentum · v + g in the place of g.
public struct SGD: Optimizer {
  public let learningRate: Double
  /// 0 for none, which keeps no velocity.
  public let momentum: Double
  /// Nesterov's: steps by momentum · v + g. Means nothing without momentum.
  public let nesterov: Bool
  /// Adds weightDecay · p to the gradient.
  public let weightDecay: Double

  /// PyTorch's SGD; with `momentum` above 0 it keeps a velocity for each parameter.
  public init(learningRate: Double, momentum: Double = 0, nesterov: Bool = false, weightDecay: Double = 0) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.nesterov = nesterov
    self.weightDecay = weightDecay
  }

  public var name: String { "sgd" }
  public var hyperparameters: [String: Double] {
    [nesterov ? "nesterovMomentum" : "momentum": momentum, "weightDecay": weightDecay]
  }
  public var stateNames: [String] { momentum == 0 ? [] : ["momentum_buffer"] }

  public func appendUpdate(
    of parameters: Tensor, gradients: Tensor, state: [Tensor], to graph: inout Graph
  ) throws(GraphError) {
    let rate = graph.scalar("learning_rate", .float32)
    let update: any OperationDefinition =
      momentum == 0
      ? SGDUpdate(weightDecay: weightDecay)
      : MomentumUpdate(momentum: momentum, nesterov: nesterov, weightDecay: weightDecay)
    try graph.apply(update, to: [parameters, gradients] + state, into: [parameters] + state, scalars: [rate])
  }

  public func scalars(step: UInt64, learningRate: Double) -> [String: Float] { ["learning_rate": Float(learningRate)] }
}
