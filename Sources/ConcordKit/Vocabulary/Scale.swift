/// `scale`: y = x × factor, element by element.
///
/// Inputs: `x`, `factor` [1]. Output: `x`, in place.
public struct Scale: OperationDefinition {
  public static let name = "scale"

  /// The operation; it has no attributes.
  public init() {}

  public init(attributes: Attributes) throws(OperationError) { try attributes.allow() }

  public var attributes: Attributes { Attributes() }

  public var inPlace: [InPlace] { [InPlace(output: 0, input: 0)] }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 2, "x, factor")
    try Expectation.float32(inputs)
    try Expectation.type(inputs[1], TensorType([1]), "factor")
    return [inputs[0]]
  }
}
