/// `add`: y = a + b, element by element.
///
/// Inputs: `a`, `b`, of one type. Output: `y`, as they.
public struct Add: OperationDefinition {
  public static let name = "add"

  public init() {}

  public init(attributes: Attributes) throws(OperationError) { try attributes.allow() }

  public var attributes: Attributes { Attributes() }

  public var mayOverwrite: [InPlace] { [InPlace(output: 0, input: 0), InPlace(output: 0, input: 1)] }

  public func keepsSamplesApart(in input: Int) -> Bool { true }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 2, "a, b")
    try Expectation.float32(inputs)
    try Expectation.equal(inputs[0], inputs[1], "a and b")
    return [inputs[0]]
  }
}
