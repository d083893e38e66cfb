/// `adam`: the update of Kingma and Ba, *Adam: A Method for Stochastic Optimization* (2015), algorithm 1, element by element.
///
/// Inputs: `p`, `g`, `m`, `v`, of one type. Outputs: `p`, `m`, `v`, in place. Run scalars: the step size lr / (1 - beta1ᵗ), the
/// root correction √(1 - beta2ᵗ) and, where `decoupled` is set, the decay lr × weight decay of Loshchilov and Hutter, *Decoupled
/// Weight Decay Regularization* (2019). The order of operations is in `docs/numerics.md`.
public struct AdamUpdate: OperationDefinition {
  public static let name = "adam"

  /// How much of the mean of gradients stays at each step.
  public var beta1: Float
  /// How much of the mean of squares stays at each step.
  public var beta2: Float
  /// 1 - beta1, rounded once: float32's 1 - 0.999 would be off by 1.3e-5 of itself.
  public var beta1Complement: Float
  /// 1 - beta2, rounded once.
  public var beta2Complement: Float
  /// Added to the root before dividing.
  public var epsilon: Float
  /// Added to the gradient, times the parameter; nothing is where it is 0.
  public var weightDecay: Float
  /// Whether parameters decay by themselves, apart from the gradient, by a third run scalar.
  public var decoupled: Bool

  /// The constants of the update, each rounded to float32 once; `decoupled` makes it AdamW's decay.
  public init(
    beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0, decoupled: Bool = false
  ) {
    self.beta1 = Float(beta1)
    self.beta2 = Float(beta2)
    beta1Complement = Float(1 - beta1)
    beta2Complement = Float(1 - beta2)
    self.epsilon = Float(epsilon)
    self.weightDecay = Float(weightDecay)
    self.decoupled = decoupled
  }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(
      only: "beta1", "beta2", "beta1_complement", "beta2_complement", "epsilon", "weight_decay", "decoupled")
    let standard = AdamUpdate()
    beta1 = try attributes.float("beta1", default: standard.beta1)
    beta2 = try attributes.float("beta2", default: standard.beta2)
    beta1Complement = try attributes.float("beta1_complement", default: standard.beta1Complement)
    beta2Complement = try attributes.float("beta2_complement", default: standard.beta2Complement)
    epsilon = try attributes.float("epsilon", default: standard.epsilon)
    weightDecay = try attributes.float("weight_decay", default: 0)
    decoupled = try attributes.boolean("decoupled", default: false)
    try Expectation.attribute("beta1", beta1, in: 0...1)
    try Expectation.attribute("beta2", beta2, in: 0...1)
    try Expectation.attribute("beta1_complement", beta1Complement, in: 0...1)
    try Expectation.attribute("beta2_complement", beta2Complement, in: 0...1)
    try Expectation.attribute("epsilon", epsilon, in: 0...Float.greatestFiniteMagnitude)
    try Expectation.attribute("weight_decay", weightDecay, in: 0...Float.greatestFiniteMagnitude)
  }

  public var attributes: Attributes {
    Attributes([
      "beta1": .float(beta1), "beta2": .float(beta2), "beta1_complement": .float(beta1Complement),
      "beta2_complement": .float(beta2Complement), "epsilon": .float(epsilon), "weight_decay": .float(weightDecay),
      "decoupled": .boolean(decoupled),
    ])
  }

  public var scalars: [ScalarType] { [.float32, .float32] + (decoupled ? [.float32] : []) }

  public var inPlace: [InPlace] {
    [InPlace(output: 0, input: 0), InPlace(output: 1, input: 2), InPlace(output: 2, input: 3)]
  }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 4, "p, g, m, v")
    try Expectation.float32(inputs)
    for input in inputs.dropFirst() { try Expectation.equal(inputs[0], input, "p, g, m and v") }
    return [inputs[0], inputs[2], inputs[3]]
  }
}
