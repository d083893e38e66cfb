/// `reduce`: one value for each row, over the last axis, in 64 lanes and a halving tree.
///
/// Input: `x` [R, C]. Output: [R].
public struct Reduce: OperationDefinition {
  public static let name = "reduce"

  public enum Kind: String, Sendable, CaseIterable {
    case sum
    /// The sum divided by C, correctly rounded.
    case mean
    /// NaN where the row holds one; -infinity for an empty row.
    case max
  }

  public var kind: Kind

  public init(_ kind: Kind) { self.kind = kind }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "operation")
    kind = try attributes.choice("operation", default: .sum)
  }

  public var attributes: Attributes { Attributes(["operation": .string(kind.rawValue)]) }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 1, "x")
    try Expectation.float32(inputs)
    try Expectation.rank(inputs[0], 2, "x")
    return [TensorType([inputs[0].shape[0]])]
  }
}
