/// `adam`: the update of Kingma and Ba, *Adam: A Method for Stochastic Optimization* (2015), algorithm 1, element by element.
///
/// Inputs: `p`, `g`, `m`, `v`, of one type. Outputs: `p`, `m`, `v`, in place. Run scalars: the step size lr / (1 - beta1ᵗ) and
/// the root correction √(1 - beta2ᵗ). The order of operations is in `docs/numerics.md`.
public struct AdamUpdate: OperationDefinition {
  public static let name = "adam"

  public var beta1: Float
  public var beta2: Float
  public var epsilon: Float

  public init(beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "beta1", "beta2", "epsilon")
    beta1 = try attributes.float("beta1", default: 0.9)
    beta2 = try attributes.float("beta2", default: 0.999)
    epsilon = try attributes.float("epsilon", default: 1e-8)
    try Expectation.attribute("beta1", beta1, in: 0...1)
    try Expectation.attribute("beta2", beta2, in: 0...1)
    try Expectation.attribute("epsilon", epsilon, in: 0...Float.greatestFiniteMagnitude)
  }

  public var attributes: Attributes {
    Attributes(["beta1": .float(beta1), "beta2": .float(beta2), "epsilon": .float(epsilon)])
  }

  public var scalars: [ScalarType] { [.float32, .float32] }

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
