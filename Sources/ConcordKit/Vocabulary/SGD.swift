/// `sgd`: p = fma(-learningRate, g, p), element by element.
///
/// Inputs: `p`, `g`, of one type. Output: `p`, in place. Run scalar: the learning rate.
public struct SGDUpdate: OperationDefinition {
  public static let name = "sgd"

  public init() {}

  public init(attributes: Attributes) throws(OperationError) { try attributes.allow() }

  public var attributes: Attributes { Attributes() }

  public var scalars: [ScalarType] { [.float32] }

  public var inPlace: [InPlace] { [InPlace(output: 0, input: 0)] }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 2, "p, g")
    try Expectation.float32(inputs)
    try Expectation.equal(inputs[0], inputs[1], "p and g")
    return [inputs[0]]
  }
}
