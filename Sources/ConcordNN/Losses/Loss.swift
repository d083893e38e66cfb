import ConcordGraph
import ConcordKit

/// What training makes small: the mean over the batch of a loss of each sample.
///
/// A loss of your own says what target it takes, and appends operations that give the loss of each sample. The gradient follows from
/// these by differentiation, and what they take of memory from their graph.
public protocol Loss: OutputLosses {
  /// As reports name it.
  var name: String { get }

  /// The target that it takes for an output of a shape; both without the samples' axis.
  ///
  /// - Throws: Where it has no meaning for such an output.
  func target(for output: [Int]) throws(GraphError) -> TensorType

  /// Appends the loss of each sample.
  ///
  /// - Parameters:
  ///   - graph: What the operations are appended to.
  ///   - output: [N, …], what the model gives.
  ///   - target: [N, …], what it should give.
  ///   - scale: 1 / W, W being the weight of the whole batch. Operations that give the output's gradient themselves multiply it by
  ///     this; others have no use for it.
  /// - Returns: [N].
  func append(to graph: inout Graph, output: Tensor, target: Tensor, scale: RunScalar) throws(GraphError) -> Tensor

  /// Whether the operations give the output's gradient themselves. Where they do not, it follows from the losses by differentiation.
  var givesGradient: Bool { get }

  /// What targets count in the mean over a batch, for an output of a shape, without the samples' axis.
  func weight(for output: [Int]) -> TargetWeight
}

extension Loss {
  public var givesGradient: Bool { false }

  public func weight(for output: [Int]) -> TargetWeight { .each(1) }

  public var description: String { name }

  public func losses(of outputs: [String]) throws(GraphError) -> [any Loss] { outputs.map { _ in self } }
}
