/// `adagrad`: the update of Duchi, Hazan and Singer, *Adaptive Subgradient Methods* (2011), element by element, as
/// `torch.optim.Adagrad` defines it.
///
/// Inputs: `p`, `g`, `s`, of one type. Outputs: `p`, `s`, in place. Run scalar: the learning rate. The order of operations is in
/// `docs/numerics.md`.
public struct AdagradUpdate: OperationDefinition {
  public static let name = "adagrad"

  /// Added to the root before dividing.
  public var epsilon: Float
  /// Added to the gradient, times the parameter; nothing is where it is 0.
  public var weightDecay: Float

  /// The constants of the update, each rounded to float32 once.
  public init(epsilon: Double = 1e-10, weightDecay: Double = 0) {
    self.epsilon = Float(epsilon)
    self.weightDecay = Float(weightDecay)
  }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "epsilon", "weight_decay")
    epsilon = try attributes.float("epsilon", default: 1e-10)
    weightDecay = try attributes.float("weight_decay", default: 0)
    try Expectation.attribute("epsilon", epsilon, in: 0...Float.greatestFiniteMagnitude)
    try Expectation.attribute("weight_decay", weightDecay, in: 0...Float.greatestFiniteMagnitude)
  }

  public var attributes: Attributes { Attributes(["epsilon": .float(epsilon), "weight_decay": .float(weightDecay)]) }

  public var scalars: [ScalarType] { [.float32] }

  public var inPlace: [InPlace] { [InPlace(output: 0, input: 0), InPlace(output: 1, input: 2)] }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 3, "p, g, s")
    try Expectation.float32(inputs)
    for input in inputs.dropFirst() { try Expectation.equal(inputs[0], input, "p, g and s") }
    return [inputs[0], inputs[2]]
  }
}
