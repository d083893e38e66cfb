/// `slice`: the places `start` ..< `start + length` of an axis.
///
/// Input: `x`. Output: `y`, as `x`, its axis `length` long.
public struct Slice: OperationDefinition {
  public static let name = "slice"

  /// Counted from 0, outermost first.
  public var axis: Int
  /// The first index that is taken.
  public var start: Int
  /// How many indices are taken.
  public var length: Int

  /// `length` indices of `axis`, from `start` on.
  public init(axis: Int, start: Int, length: Int) {
    self.axis = axis
    self.start = start
    self.length = length
  }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "axis", "start", "length")
    axis = try attributes.integer("axis", default: 0)
    start = try attributes.integer("start", default: 0)
    length = try attributes.integer("length", default: 0)
    try check()
  }

  public var attributes: Attributes {
    Attributes(["axis": .integer(axis), "start": .integer(start), "length": .integer(length)])
  }

  private func check() throws(OperationError) {
    try Expectation.attribute("axis", axis, atLeast: 0)
    try Expectation.attribute("start", start, atLeast: 0)
    try Expectation.attribute("length", length, atLeast: 0)
  }

  public func keepsSamplesApart(in input: Int, of inputs: [TensorType]) -> Bool { input == 0 && axis > 0 }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 1, "x")
    try Expectation.float32(inputs)
    try check()
    try AxisRows.check(axis: axis, of: inputs[0], "x")
    guard start + length <= inputs[0].shape[axis] else {
      throw OperationError("expects x to have the places \(start) ..< \(start + length) of axis \(axis), but got \(inputs[0])")
    }
    var y = inputs[0]
    y.shape[axis] = length
    return [y]
  }
}
