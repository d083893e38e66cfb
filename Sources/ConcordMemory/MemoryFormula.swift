import ConcordGraph
import ConcordNN

/// A layer that says in closed form what memory it takes, from its own numbers alone.
///
/// A layer of your own conforms to be part of predictions.
public protocol MemoryFormula: Layer {
  func memory(_ place: LayerPlace) -> LayerMemory
}

/// Where a layer stands in its model.
public struct LayerPlace: Sendable {
  /// Without the samples' dimension.
  public let inputShape: [Int]
  /// The layer right after it.
  public let next: (any Layer)?
  /// Whether a layer before it learns, so that it must pass a gradient on.
  public let passesGradient: Bool

  public var inputCount: Int { inputShape.reduce(1, *) }
}

/// What a layer takes.
public struct LayerMemory: Sendable, Hashable {
  /// Without the samples' dimension.
  public var outputShape: [Int]
  /// The element counts of its parameters.
  public var parameters: [Int]
  /// For each tensor that its forward and backward pass leave: elements for each sample.
  public var activations: [Int]

  public init(outputShape: [Int], parameters: [Int] = [], activations: [Int] = []) {
    self.outputShape = outputShape
    self.parameters = parameters
    self.activations = activations
  }

  /// A layer of one operation, without parameters, that keeps the shape: output, and the gradient with respect to its input.
  public static func sameShape(as place: LayerPlace) -> LayerMemory {
    LayerMemory(
      outputShape: place.inputShape,
      activations: [place.inputCount] + (place.passesGradient ? [place.inputCount] : []))
  }
}
