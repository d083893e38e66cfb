/// `pad`: +0 before and after what is there, along an axis.
///
/// Input: `x`. Output: `y`, as `x`, its axis longer by `before + after`.
public struct Pad: OperationDefinition {
  public static let name = "pad"

  /// Counted from 0, outermost first.
  public var axis: Int
  /// How many zeros stand before the values.
  public var before: Int
  /// How many zeros stand behind the values.
  public var after: Int

  /// Zeros before and behind, along `axis`.
  public init(axis: Int, before: Int, after: Int) {
    self.axis = axis
    self.before = before
    self.after = after
  }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "axis", "before", "after")
    axis = try attributes.integer("axis", default: 0)
    before = try attributes.integer("before", default: 0)
    after = try attributes.integer("after", default: 0)
    try check()
  }

  public var attributes: Attributes {
    Attributes(["axis": .integer(axis), "before": .integer(before), "after": .integer(after)])
  }

  private func check() throws(OperationError) {
    try Expectation.attribute("axis", axis, atLeast: 0)
    try Expectation.attribute("before", before, atLeast: 0)
    try Expectation.attribute("after", after, atLeast: 0)
  }

  public func keepsSamplesApart(in input: Int, of inputs: [TensorType]) -> Bool { input == 0 && axis > 0 }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 1, "x")
    try Expectation.float32(inputs)
    try check()
    try AxisRows.check(axis: axis, of: inputs[0], "x")
    var y = inputs[0]
    let (size, overflow) = y.shape[axis].addingReportingOverflow(before + after)
    guard !overflow else { throw OperationError("expects x of a size that padding can be added to, but got \(inputs[0])") }
    y.shape[axis] = size
    return [y]
  }
}
