/// `momentum`: stochastic gradient descent with a velocity (Polyak, 1964) or with Nesterov's look ahead, element by element, as
/// `torch.optim.SGD` defines them.
///
/// Inputs: `p`, `g`, `v`, of one type. Outputs: `p`, `v`, in place. Run scalar: the learning rate. The order of operations is in
/// `docs/numerics.md`.
public struct MomentumUpdate: OperationDefinition {
  public static let name = "momentum"

  /// How much of the velocity stays at each step.
  public var momentum: Float
  /// Whether the step is taken from where the velocity will have led.
  public var nesterov: Bool
  /// Added to the gradient, times the parameter; nothing is where it is 0.
  public var weightDecay: Float

  /// The constants of the update, each rounded to float32 once.
  public init(momentum: Double = 0.9, nesterov: Bool = false, weightDecay: Double = 0) {
    self.momentum = Float(momentum)
    self.nesterov = nesterov
    self.weightDecay = Float(weightDecay)
  }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "momentum", "nesterov", "weight_decay")
    momentum = try attributes.float("momentum", default: 0.9)
    nesterov = try attributes.boolean("nesterov", default: false)
    weightDecay = try attributes.float("weight_decay", default: 0)
    try Expectation.attribute("momentum", momentum, in: 0...1)
    try Expectation.attribute("weight_decay", weightDecay, in: 0...Float.greatestFiniteMagnitude)
  }

  public var attributes: Attributes {
    Attributes(["momentum": .float(momentum), "nesterov": .boolean(nesterov), "weight_decay": .float(weightDecay)])
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
