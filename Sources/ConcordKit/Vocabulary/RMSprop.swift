/// `rmsprop`: the update of Hinton's lecture 6e (*Neural Networks for Machine Learning*, 2012), element by element, as
/// `torch.optim.RMSprop` defines it.
///
/// Inputs: `p`, `g`, `v`, of one type. Outputs: `p`, `v`, in place. Run scalar: the learning rate. The order of operations is in
/// `docs/numerics.md`.
public struct RMSpropUpdate: OperationDefinition {
  public static let name = "rmsprop"

  /// How much of the mean of squares stays at each step.
  public var alpha: Float
  /// 1 - alpha, rounded once.
  public var alphaComplement: Float
  /// Added to the root before dividing.
  public var epsilon: Float
  /// Added to the gradient, times the parameter; nothing is where it is 0.
  public var weightDecay: Float

  /// The constants of the update, each rounded to float32 once.
  public init(alpha: Double = 0.99, epsilon: Double = 1e-8, weightDecay: Double = 0) {
    self.alpha = Float(alpha)
    alphaComplement = Float(1 - alpha)
    self.epsilon = Float(epsilon)
    self.weightDecay = Float(weightDecay)
  }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "alpha", "alpha_complement", "epsilon", "weight_decay")
    let standard = RMSpropUpdate()
    alpha = try attributes.float("alpha", default: standard.alpha)
    alphaComplement = try attributes.float("alpha_complement", default: standard.alphaComplement)
    epsilon = try attributes.float("epsilon", default: standard.epsilon)
    weightDecay = try attributes.float("weight_decay", default: 0)
    try Expectation.attribute("alpha", alpha, in: 0...1)
    try Expectation.attribute("alpha_complement", alphaComplement, in: 0...1)
    try Expectation.attribute("epsilon", epsilon, in: 0...Float.greatestFiniteMagnitude)
    try Expectation.attribute("weight_decay", weightDecay, in: 0...Float.greatestFiniteMagnitude)
  }

  public var attributes: Attributes {
    Attributes([
      "alpha": .float(alpha), "alpha_complement": .float(alphaComplement), "epsilon": .float(epsilon),
      "weight_decay": .float(weightDecay),
    ])
  }

  public var scalars: [ScalarType] { [.float32] }

  public var inPlace: [InPlace] { [InPlace(output: 0, input: 0), InPlace(output: 1, input: 2)] }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 3, "p, g, v")
    try Expectation.float32(inputs)
    for input in inputs.dropFirst() { try Expectation.equal(inputs[0], input, "p, g and v") }
    return [inputs[0], inputs[2]]
  }
}
