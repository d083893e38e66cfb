import ConcordGraph

/// How parameters follow their gradients. Concord's own have the meaning of those of the same names in `torch.optim`; weight decay
/// applies to all parameters, biases too, as it does there.
public protocol Optimizer: Sendable {
  /// As the command names it: `adam`.
  var name: String { get }

  /// Before any schedule.
  var learningRate: Double { get }

  /// What else decides the update, by name: `weightDecay`. For reports.
  var hyperparameters: [String: Double] { get }

  /// What it keeps for each parameter, a float32 value each, as `torch.optim` calls it: `exp_avg`. Checkpoints use these names.
  var stateNames: [String] { get }

  /// Appends the update of one flat tensor of parameters.
  ///
  /// - Parameters:
  ///   - parameters: What is updated, flat.
  ///   - gradients: Laid out as the parameters are.
  ///   - state: A tensor for each of ``stateNames``, of the type of `parameters`, which start as zeros.
  ///   - graph: What the operations are appended to.
  func appendUpdate(
    of parameters: Tensor, gradients: Tensor, state: [Tensor], to graph: inout Graph
  ) throws(GraphError)

  /// The run scalars of a step, by name, computed in binary64 and rounded once.
  ///
  /// - Parameters:
  ///   - step: Counts from 1.
  ///   - learningRate: Of this step: what a schedule makes of the optimizer's own.
  func scalars(step: UInt64, learningRate: Double) -> [String: Float]
}
