/// `reduce_gradient`: the gradient of `reduce` with respect to its input: dy for a sum, dy / columns for a mean, in every column.
///
/// Input: `dy` [R], or [R, I]. Output: `dx` [R, columns], or [R, columns, I].
public struct ReduceGradient: OperationDefinition {
  public static let name = "reduce_gradient"

  /// Never `max`.
  public var kind: Reduce.Kind
  /// How many values each result was made of.
  public var columns: Int

  /// For a reduction of `columns` values each.
  public init(_ kind: Reduce.Kind, columns: Int) {
    self.kind = kind
    self.columns = columns
  }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "operation", "columns")
    kind = try attributes.choice("operation", default: .sum)
    columns = try attributes.integer("columns", default: 0)
    try check()
  }

  public var attributes: Attributes {
    Attributes(["operation": .string(kind.rawValue), "columns": .integer(columns)])
  }

  private func check() throws(OperationError) {
    guard kind != .max else {
      throw OperationError("attribute 'operation' must be sum or mean, but is max: its gradient needs the row itself")
    }
    try Expectation.attribute("columns", columns, atLeast: 1)
  }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 1, "dy")
    try Expectation.float32(inputs)
    try check()
    guard [1, 2].contains(inputs[0].rank) else {
      throw OperationError("expects dy of rank 1 or 2, but got \(inputs[0])")
    }
    var dx = inputs[0]
    dx.shape.insert(columns, at: 1)
    return [dx]
  }
}
