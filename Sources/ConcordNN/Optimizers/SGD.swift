import ConcordGraph
import ConcordKit

/// Stochastic gradient descent: p ← p - lr · g.
public struct SGD: Optimizer {
  public let learningRate: Double

  public init(learningRate: Double) { self.learningRate = learningRate }

  public var name: String { "sgd" }
  public var stateCount: Int { 0 }

  public func appendUpdate(
    of parameters: Tensor, gradients: Tensor, state: [Tensor], to graph: inout Graph
  ) throws(GraphError) {
    let rate = graph.scalar("learning_rate", .float32)
    try graph.apply(SGDUpdate(), to: [parameters, gradients], into: [parameters], scalars: [rate])
  }

  public func scalars(step: UInt64) -> [String: Float] { ["learning_rate": Float(learningRate)] }
}
