/// `embedding`: for each index the row of a table.
///
/// Inputs: `indices` i32 […], each in 0 ..< V; `table` [V, D]. Output: `y` […, D]. An index outside of 0 ..< V gives a row of NaN.
public struct EmbeddingOperation: OperationDefinition {
  public static let name = "embedding"

  /// The operation; it has no attributes.
  public init() {}

  public init(attributes: Attributes) throws(OperationError) { try attributes.allow() }

  public var attributes: Attributes { Attributes() }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 2, "indices, table")
    try Self.check(indices: inputs[0])
    try Expectation.float32([inputs[1]])
    try Expectation.rank(inputs[1], 2, "table")
    return [TensorType(inputs[0].shape + [inputs[1].shape[1]])]
  }

  /// Whole numbers, of a rank that leaves room for one more axis.
  static func check(indices: TensorType) throws(OperationError) {
    guard indices.element == .int32, indices.rank < TensorType.maximumRank else {
      throw OperationError("expects int32 indices of at most \(TensorType.maximumRank - 1) axes, but got \(indices)")
    }
  }
}
