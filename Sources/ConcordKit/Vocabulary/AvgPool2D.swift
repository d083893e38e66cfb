/// `avg_pool2d`: the sum of each window, row by row from +0 with padding as +0, divided by kernel², correctly rounded: the padding
/// counts.
///
/// Input: `x` [N, C, H, W]. Output: `y` [N, C, OH, OW], as `max_pool2d` gives it.
public struct AvgPool2DOperation: OperationDefinition {
  public static let name = "avg_pool2d"

  /// What the window is, and how it moves.
  public var window: PoolWindow

  /// Averages over this window.
  public init(_ window: PoolWindow) { self.window = window }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: PoolWindow.names)
    window = try PoolWindow(attributes: attributes)
  }

  public var attributes: Attributes { Attributes(window.values) }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 1, "x")
    try Expectation.float32(inputs)
    try window.checkRoundsDown()
    return [try window.output(inputs[0])]
  }
}
