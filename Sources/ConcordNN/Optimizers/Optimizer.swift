import ConcordGraph

/// How parameters follow their gradients.
public protocol Optimizer: Sendable {
  /// As the command names it: `adam`.
  var name: String { get }
  var learningRate: Double { get }

  /// How many float32 values it keeps for each parameter.
  var stateCount: Int { get }

  /// Appends the update of one flat tensor of parameters.
  ///
  /// - Parameter state: ``stateCount`` tensors of the type of `parameters`, which start as zeros.
  func appendUpdate(
    of parameters: Tensor, gradients: Tensor, state: [Tensor], to graph: inout Graph
  ) throws(GraphError)

  /// The run scalars of a step, by name, computed in binary64 and rounded once.
  ///
  /// - Parameter step: Counts from 1.
  func scalars(step: UInt64) -> [String: Float]
}
