/// `avg_pool2d_gradient`: each element's gradient is the sum, in ascending order from +0, of dy / kernel² over the windows that
/// contain it.
///
/// Input: `dy` [N, C, OH, OW]. Output: `dx` [N, C, height, width].
public struct AvgPool2DGradient: OperationDefinition {
  public static let name = "avg_pool2d_gradient"

  /// What the window is, and how it moves.
  public var window: PoolWindow
  /// H: several input sizes give the same output size.
  public var height: Int
  /// W.
  public var width: Int

  /// For images of `height` × `width` pixels before the pool.
  public init(_ window: PoolWindow, height: Int, width: Int) {
    self.window = window
    self.height = height
    self.width = width
  }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: PoolWindow.names + ["input_height", "input_width"])
    window = try PoolWindow(attributes: attributes)
    height = try attributes.integer("input_height", default: 0)
    width = try attributes.integer("input_width", default: 0)
    try check()
  }

  public var attributes: Attributes {
    Attributes(window.values).setting(["input_height": .integer(height), "input_width": .integer(width)])
  }

  private func check() throws(OperationError) {
    try Expectation.attribute("input_height", height, atLeast: 1)
    try Expectation.attribute("input_width", width, atLeast: 1)
  }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 1, "dy")
    try Expectation.float32(inputs)
    try check()
    try window.checkRoundsDown()
    try Expectation.image(inputs[0], "dy")
    let x = TensorType([inputs[0].shape[0], inputs[0].shape[1], height, width])
    try Expectation.type(inputs[0], try window.output(x), "dy")
    return [x]
  }
}
