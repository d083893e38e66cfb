import ConcordGraph
import ConcordKit
import ConcordNN

/// A layer that says in closed form what memory it takes, from its own numbers alone.
///
/// A layer of your own conforms to be part of predictions. One made of layers asks ``LayerPlace/memory(of:next:)`` for theirs.
public protocol MemoryFormula: Layer {
  /// - Throws: Where it is made of layers, one without a formula.
  func memory(_ place: LayerPlace) throws(GraphError) -> LayerMemory
}

/// What a layer takes.
public struct LayerMemory: Sendable, Hashable {
  /// Without the samples' dimension.
  public var outputShape: [Int]
  /// The element counts of its parameters.
  public var parameters: [Int]
  /// The element counts of what it keeps from step to step without learning it.
  public var state: [Int]
  /// For each tensor that its forward and backward pass leave: elements for each sample.
  public var activations: [Int]
  /// The same for tensors that are as large for any number of samples.
  public var fixedActivations: [Int]

  public init(
    outputShape: [Int], parameters: [Int] = [], state: [Int] = [], activations: [Int] = [], fixedActivations: [Int] = []
  ) {
    self.outputShape = outputShape
    self.parameters = parameters
    self.state = state
    self.activations = activations
    self.fixedActivations = fixedActivations
  }

  /// All that this and `other` take; the output is that of `other`.
  mutating func append(_ other: LayerMemory) {
    outputShape = other.outputShape
    parameters += other.parameters
    state += other.state
    activations += other.activations
    fixedActivations += other.fixedActivations
  }

  /// A layer of one operation, without parameters, that keeps the shape: output, and the gradient with respect to its input.
  public static func sameShape(as place: LayerPlace) -> LayerMemory {
    LayerMemory(
      outputShape: place.inputShape,
      activations: [place.inputCount] + (place.passesGradient ? [place.inputCount] : []))
  }
}
