/// What a layer takes by itself, without the layers within it, where every tensor has a place of its own.
public struct LayerMemory: Sendable, Hashable {
  /// With the names of the layers that it is in: `layer1.0.conv1`.
  public var name: String
  /// The layer's type, such as `Linear`.
  public var kind: String
  /// Without the samples' dimension.
  public var outputShape: [Int]
  /// The element counts of its parameters.
  public var parameters: [Int] = []
  /// The element counts of the accumulators, beyond the parameters' gradients, of parameters that several operations use.
  public var accumulators: [Int] = []
  /// The element counts of what it keeps from step to step without learning it.
  public var state: [Int] = []
  /// For each tensor that its forward and backward pass leave: elements for each sample.
  public var activations: [Int] = []
  /// The same for tensors that are as large for any number of samples.
  public var fixedActivations: [Int] = []
  /// Whether it has no formula, so that all this is read from its graph.
  public var isDerived = false
}
