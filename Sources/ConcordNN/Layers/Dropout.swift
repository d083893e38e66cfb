import ConcordGraph
import ConcordKit

/// In training sets each element to 0 with a probability and scales the others by 1 / (1 - probability), as PyTorch's `Dropout`; in
/// evaluation it is not there.
///
/// Which elements depends on the seed, the step, the place of the sample in the batch and the number of the dropout in the model:
/// not on the micro-batch, nor on the device.
public struct Dropout: Layer {
  /// The share of values that become 0 in training.
  public let probability: Double
  public let name: String?

  /// `probability` is the share of values that become 0 in training; evaluation leaves all as they are.
  public init(_ probability: Double = 0.5, name: String? = nil) {
    self.probability = probability
    self.name = name
  }

  public var kind: String { "Dropout" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    // Counted in both phases, so that a model's streams are the same wherever it is applied.
    let stream = context.nextRandomStream()
    guard context.graph.phase == .training else { return input }
    let definition = DropoutOperation(probability: probability, layer: stream)
    return try context.graph.apply(definition, to: [input], scalars: context.randomScalars())[0]
  }
}
