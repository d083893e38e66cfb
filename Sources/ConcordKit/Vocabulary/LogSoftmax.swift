/// `log_softmax`: y = x − log Σ e^x over each row, taken after the row's maximum was subtracted.
///
/// Input: `x` [R, C]. Output: `y`, as `x`.
public struct LogSoftmaxOperation: OperationDefinition {
  public static let name = "log_softmax"

  /// The operation; it has no attributes.
  public init() {}

  public init(attributes: Attributes) throws(OperationError) { try attributes.allow() }

  public var attributes: Attributes { Attributes() }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 1, "x")
    try Expectation.float32(inputs)
    try Expectation.rank(inputs[0], 2, "x")
    return [inputs[0]]
  }
}
