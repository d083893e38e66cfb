/// A square window that moves over images [N, C, H, W]; each number holds for both axes.
public struct PoolWindow: Sendable, Hashable {
  /// Rows and columns of the window.
  public var kernel: Int
  /// Between neighbouring outputs, in elements of the input.
  public var stride: Int
  /// Around the image, on each side; at most half of `kernel`, so that no window lies on padding alone.
  public var padding: Int

  /// - Parameters:
  ///   - kernel: Height and width in pixels.
  ///   - stride: nil: windows side by side.
  ///   - padding: Pixels on each side.
  public init(_ kernel: Int, stride: Int? = nil, padding: Int = 0) {
    self.kernel = kernel
    self.stride = stride ?? kernel
    self.padding = padding
  }

  init(attributes: Attributes) throws(OperationError) {
    kernel = try attributes.integer("kernel", default: 0)
    stride = try attributes.integer("stride", default: kernel)
    padding = try attributes.integer("padding", default: 0)
    try check()
  }

  static let names = ["kernel", "stride", "padding"]

  var values: [String: AttributeValue] {
    ["kernel": .integer(kernel), "stride": .integer(stride), "padding": .integer(padding)]
  }

  private func check() throws(OperationError) {
    try Expectation.attribute("kernel", kernel, atLeast: 1)
    try Expectation.attribute("stride", stride, atLeast: 1)
    try Expectation.attribute("padding", padding, atLeast: 0)
    guard padding <= kernel / 2 else {
      throw OperationError("attribute 'padding' must be at most half of the kernel \(kernel), but is \(padding)")
    }
  }

  /// The type of y for x [N, C, H, W].
  func output(_ x: TensorType) throws(OperationError) -> TensorType {
    try check()
    try Expectation.image(x, "x")
    return TensorType([
      x.shape[0], x.shape[1], try outputSize(x.shape[2], "height"), try outputSize(x.shape[3], "width"),
    ])
  }

  private func outputSize(_ size: Int, _ axis: String) throws(OperationError) -> Int {
    try Expectation.windows(over: size, kernel: kernel, stride: stride, padding: padding, dilation: 1, axis)
  }
}
