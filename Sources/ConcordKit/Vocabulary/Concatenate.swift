/// `concatenate`: tensors one after another along an axis.
///
/// Inputs: one or more, of one shape but for the axis. Output: `y`, as they, its axis as long as theirs together.
public struct Concatenate: OperationDefinition {
  public static let name = "concatenate"

  /// Counted from 0, outermost first.
  public var axis: Int

  /// Joins along `axis`, counted from 0 with the samples' axis.
  public init(axis: Int) { self.axis = axis }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: "axis")
    axis = try attributes.integer("axis", default: 0)
    try check()
  }

  public var attributes: Attributes { Attributes(["axis": .integer(axis)]) }

  private func check() throws(OperationError) { try Expectation.attribute("axis", axis, atLeast: 0) }

  public func keepsSamplesApart(in input: Int, of inputs: [TensorType]) -> Bool { axis > 0 }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    guard var y = inputs.first else { throw OperationError("expects at least one input, but got none") }
    try Expectation.float32(inputs)
    try check()
    try AxisRows.check(axis: axis, of: y, "its inputs")
    for input in inputs.dropFirst() {
      var expected = y.shape
      if input.shape.indices.contains(axis) { expected[axis] = input.shape[axis] }
      guard input.shape == expected else {
        throw OperationError("expects inputs that differ in axis \(axis) alone, but got \(inputs[0]) and \(input)")
      }
      let (sum, overflow) = y.shape[axis].addingReportingOverflow(input.shape[axis])
      guard !overflow else { throw OperationError("expects inputs whose sizes can be added, but got \(y) and \(input)") }
      y.shape[axis] = sum
    }
    return [y]
  }
}
