/// `max_pool2d_gradient`: each element's gradient is the sum of those of the windows that it wins, in ascending order from +0.
///
/// Inputs: `x` [N, C, H, W], in which the winners are found again; `dy` [N, C, OH, OW]. Output: `dx`, as `x`.
public struct MaxPool2DGradient: OperationDefinition {
  public static let name = "max_pool2d_gradient"

  /// What the window is, and how it moves.
  public var window: PoolWindow

  /// For a pool of this window.
  public init(_ window: PoolWindow) { self.window = window }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: PoolWindow.namesWithRounding)
    window = try PoolWindow(attributes: attributes)
  }

  public var attributes: Attributes { Attributes(window.values) }

  public func keepsSamplesApart(in input: Int, of inputs: [TensorType]) -> Bool { true }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 2, "x, dy")
    try Expectation.float32(inputs)
    try Expectation.type(inputs[1], try window.output(inputs[0]), "dy")
    return [inputs[0]]
  }
}
