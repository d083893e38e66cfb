import ConcordGraph
import ConcordNN

/// A layer that says what its operations read and write, from its own numbers alone. All that the memory model says of any plan
/// follows from it.
///
/// A layer of your own conforms to be part of predictions. One made of layers records theirs with ``MemoryTape/apply(_:to:)``.
public protocol MemoryFormula: Layer {
  /// Records the layer's parameters, state and operations, and what follows from them in the backward pass.
  ///
  /// - Returns: The layer's output.
  /// - Throws: Where it is made of layers, one without a formula.
  func record(_ x: TapeTensor, on tape: inout MemoryTape) throws(GraphError) -> TapeTensor
}
