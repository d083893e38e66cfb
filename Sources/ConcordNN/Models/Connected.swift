import ConcordGraph

/// A layer in a list that takes other tensors than what the layer before it gives, or whose outputs have names of their own.
public struct Connected: MultiTensorLayer {
  /// The layer that is connected.
  public let layer: any Layer
  /// Names of tensors that are there already; empty: what the layer before gives, or for the first layer what the list takes.
  public let inputs: [String]
  /// One for each tensor that it gives; empty: the layer's own name, followed by `.0`, `.1` … where it gives several.
  public let outputs: [String]

  public var kind: String { layer.kind }
  public var name: String? { layer.name }

  public func apply(to inputs: [Tensor], in context: inout ModelContext) throws(GraphError) -> [Tensor] {
    try context.outputs(of: layer, for: inputs)
  }
}

extension Layer {
  /// This layer on tensors by their names: those of the model's inputs, of layers before it in its list or in one around it, or of what
  /// these are said to give. `input` is what its list takes, where that is one tensor.
  public func taking(_ names: String...) -> Connected { taking(names) }

  /// The same layer, taking what has these names.
  public func taking(_ names: [String]) -> Connected {
    let connected = self as? Connected
    return Connected(layer: connected?.layer ?? self, inputs: names, outputs: connected?.outputs ?? [])
  }

  /// This layer with names for the tensors that it gives.
  public func giving(_ names: String...) -> Connected { giving(names) }

  /// The same layer, giving its outputs these names.
  public func giving(_ names: [String]) -> Connected {
    let connected = self as? Connected
    return Connected(layer: connected?.layer ?? self, inputs: connected?.inputs ?? [], outputs: names)
  }
}
