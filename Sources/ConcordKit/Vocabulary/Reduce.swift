/// `reduce`: one value for each row, over its columns, in 64 lanes and a halving tree.
///
/// Input: `x` [R, C], or [R, C, I], whose columns are as many rows each of I places. Output: [R], or [R, I].
public struct Reduce: OperationDefinition {
  public static let name = "reduce"

  /// What becomes of the values.
  public enum Kind: String, Sendable, CaseIterable {
    /// Their sum.
    case sum
    /// The sum divided by C, correctly rounded.
    case mean
    /// NaN where the row holds one; -infinity for an empty row.
    case max
  }

  /// What becomes of the values.
  public var kind: Kind

  /// Reduces in this way.
  public init(_ kind: Kind) { self.kind = kind }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "operation")
    kind = try attributes.choice("operation", default: .sum)
  }

  public var attributes: Attributes { Attributes(["operation": .string(kind.rawValue)]) }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 1, "x")
    try Expectation.float32(inputs)
    guard [2, 3].contains(inputs[0].rank) else {
      throw OperationError("expects x of rank 2 or 3, but got \(inputs[0])")
    }
    var y = inputs[0]
    y.shape.remove(at: 1)
    return [y]
  }
}
