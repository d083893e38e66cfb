import ConcordGraph
import ConcordNN

/// A layer that says what its operations read and write, from its own numbers alone. All that the memory model says of any plan
/// follows from it.
///
/// A layer of your own need not conform: what it takes is *derived* from its graph then, and predictions of a model that has it come from
/// the planner. One that does conform is predicted apart from them, so that a mistake in either is found. One made of layers records
/// theirs with ``MemoryTape/apply(_:to:)``.
public protocol MemoryFormula: Layer {
  /// Records the layer's parameters, state and operations, and what follows from them in the backward pass.
  ///
  /// - Returns: The layer's output.
  /// - Throws: A shape mistake of a layer within it that has no formula.
  func record(_ x: TapeTensor, on tape: inout MemoryTape) throws(GraphError) -> TapeTensor
}

/// The formula of a layer that takes, or gives, several tensors.
public protocol MultiTensorFormula: MemoryFormula, MultiTensorLayer {
  /// Writes down what the layer computes, as far as it needs memory, and gives its outputs.
  func record(_ inputs: [TapeTensor], on tape: inout MemoryTape) throws(GraphError) -> [TapeTensor]
}

extension MultiTensorFormula {
  public func record(_ x: TapeTensor, on tape: inout MemoryTape) throws(GraphError) -> TapeTensor {
    let outputs = try record([x], on: &tape)
    guard outputs.count == 1 else {
      throw GraphError(layer: name ?? "", "\(kind) gives \(outputs.count) tensors where one is expected")
    }
    return outputs[0]
  }
}
