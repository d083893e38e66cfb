/// `dropout`: sets elements to +0 with a probability, and multiplies the others by a scale that keeps the mean. It is its own
/// gradient: applied to dy with the same numbers it gives dx, so that no mask is kept.
///
/// Srivastava and others, *Dropout: A Simple Way to Prevent Neural Networks from Overfitting* (2014), scaled in training as is
/// usual since.
///
/// Input: `x` [N, …]. Output: `y`, as `x`. Run scalars: the low and the high half of the seed, the step, and the place of the
/// first of the N samples in the whole batch. With element e of sample n counted as (first + n) · (elements of a sample) + e,
/// its number is that of the random stream `dropout` with the index `layer`.
public struct DropoutOperation: OperationDefinition {
  public static let name = "dropout"

  /// Of an element to become +0.
  public var probability: Float
  /// 1 / (1 - probability), computed in binary64 and rounded once; 0 where nothing is left.
  public var scale: Float
  /// The index of its random stream, below 2²⁴: each dropout of a model has its own.
  public var layer: Int

  /// `probability` that a value becomes 0; `layer` tells its random numbers from those of other layers.
  public init(probability: Double, layer: Int) {
    self.probability = Float(probability)
    scale = probability < 1 ? Float(1 / (1 - probability)) : 0
    self.layer = layer
  }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "probability", "scale", "layer")
    probability = try attributes.float("probability", default: 0)
    scale = try attributes.float("scale", default: 1)
    layer = try attributes.integer("layer", default: 0)
    try check()
  }

  public var attributes: Attributes {
    Attributes(["probability": .float(probability), "scale": .float(scale), "layer": .integer(layer)])
  }

  public var scalars: [ScalarType] { [.uint32, .uint32, .uint32, .uint32] }

  private func check() throws(OperationError) {
    try Expectation.attribute("probability", probability, in: 0...1)
    try Expectation.attribute("scale", scale, in: 0...Float.greatestFiniteMagnitude)
    guard (0..<Self.layerCount).contains(layer) else {
      throw OperationError("attribute 'layer' must be between 0 and \(Self.layerCount - 1), but is \(layer)")
    }
  }

  private static let layerCount = 1 << 24

  public var mayOverwrite: [InPlace] { [InPlace(output: 0, input: 0)] }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 1, "x")
    try Expectation.float32(inputs)
    try check()
    guard inputs[0].rank >= 1 else { throw OperationError("expects x of shape [samples, …], but got \(inputs[0])") }
    return [inputs[0]]
  }
}
