/// `max_pool2d`: the largest element of each window. Windows are scanned row by row and a strictly greater element replaces the
/// one before, so the lowest index wins a tie; the first NaN wins over all numbers. Padding never wins.
///
/// Input: `x` [N, C, H, W]. Output: `y` [N, C, OH, OW] with OH = (H + 2·padding − kernel) / stride + 1, rounded down, or up
/// where the window does; OW likewise.
public struct MaxPool2DOperation: OperationDefinition {
  public static let name = "max_pool2d"

  /// What the window is, and how it moves.
  public var window: PoolWindow

  /// The largest value of this window.
  public init(_ window: PoolWindow) { self.window = window }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: PoolWindow.namesWithRounding)
    window = try PoolWindow(attributes: attributes)
  }

  public var attributes: Attributes { Attributes(window.values) }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 1, "x")
    try Expectation.float32(inputs)
    return [try window.output(inputs[0])]
  }
}
