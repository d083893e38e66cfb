import ConcordGraph
import ConcordKit

/// A layer that applies one function without settings to each element. A type that says which is a layer, can stand in model files,
/// and has its memory predicted; `ActivationLayers` has them all.
public protocol ActivationLayer: Layer {
  /// What the layer computes of each value.
  static var function: ActivationFunction { get }

  /// A layer of this name; `nil` names it by its place in the model.
  init(name: String?)
}

extension ActivationLayer {
  public var kind: String { "\(Self.self)" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    try context.graph.apply(Activation(Self.function), to: [input])[0]
  }
}
