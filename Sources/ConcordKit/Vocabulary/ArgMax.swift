/// `argmax`: for each row the index of its largest element. The lowest index wins a tie; the first NaN wins over all numbers.
///
/// Input: `x` [R, C], C ≥ 1. Output: i32 [R].
public struct ArgMax: OperationDefinition {
  public static let name = "argmax"

  /// The operation; it has no attributes.
  public init() {}

  public init(attributes: Attributes) throws(OperationError) { try attributes.allow() }

  public var attributes: Attributes { Attributes() }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 1, "x")
    try Expectation.float32(inputs)
    try Expectation.rank(inputs[0], 2, "x")
    guard inputs[0].shape[1] > 0 else { throw OperationError("expects at least one column, but got \(inputs[0])") }
    return [TensorType(.int32, [inputs[0].shape[0]])]
  }
}
