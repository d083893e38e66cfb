/// `add`: y = a + b, element by element.
///
/// Inputs: `a`, `b`. Output: `y`, of the shape that both are stretched to (``Broadcast``).
public struct Add: OperationDefinition {
  public static let name = "add"

  /// The operation; it has no attributes.
  public init() {}

  public init(attributes: Attributes) throws(OperationError) { try attributes.allow() }

  public var attributes: Attributes { Attributes() }

  public var mayOverwrite: [InPlace] { [InPlace(output: 0, input: 0), InPlace(output: 0, input: 1)] }

  public func keepsSamplesApart(in input: Int, of inputs: [TensorType]) -> Bool {
    Broadcast.keepsSamplesApart(in: input, of: inputs)
  }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    [try Broadcast.type(of: inputs)]
  }
}
