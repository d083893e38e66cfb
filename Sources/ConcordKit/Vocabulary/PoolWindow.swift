/// A square window that moves over images [N, C, H, W]; each number holds for both axes.
public struct PoolWindow: Sendable, Hashable {
  /// Rows and columns of the window.
  public var kernel: Int
  /// Between neighbouring outputs, in elements of the input.
  public var stride: Int
  /// Around the image, on each side; at most half of `kernel`, so that no window lies on padding alone.
  public var padding: Int
  /// Whether a last window that reaches beyond the image and its padding counts too, if it begins within the image or the padding before
  /// it. What lies beyond takes no part. Of `max_pool2d` alone.
  public var ceilMode: Bool

  /// - Parameters:
  ///   - kernel: Height and width in pixels.
  ///   - stride: nil: windows side by side.
  ///   - padding: Pixels on each side.
  ///   - ceilMode: Whether windows that reach beyond the image count.
  public init(_ kernel: Int, stride: Int? = nil, padding: Int = 0, ceilMode: Bool = false) {
    self.kernel = kernel
    self.stride = stride ?? kernel
    self.padding = padding
    self.ceilMode = ceilMode
  }

  init(attributes: Attributes) throws(OperationError) {
    kernel = try attributes.integer("kernel", default: 0)
    stride = try attributes.integer("stride", default: kernel)
    padding = try attributes.integer("padding", default: 0)
    ceilMode = try attributes.boolean("ceil_mode", default: false)
    try check()
  }

  /// Of a pool that rounds down.
  static let names = ["kernel", "stride", "padding"]
  /// Of one that may round up.
  static let namesWithRounding = names + ["ceil_mode"]

  var values: [String: AttributeValue] {
    let sizes = ["kernel": kernel, "stride": stride, "padding": padding].mapValues { AttributeValue.integer($0) }
    return ceilMode ? sizes.merging(["ceil_mode": .boolean(true)]) { $1 } : sizes
  }

  /// Refuses to round up, where what lies beyond the image would have to be counted.
  func checkRoundsDown() throws(OperationError) {
    guard !ceilMode else { throw OperationError("attribute 'ceil_mode' must be false: only a largest element rounds up") }
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
    let room = size + 2 * padding - kernel
    // A window smaller by less than a stride than what it needs still begins within the image.
    if ceilMode, size > 0, room > -stride { return min((room + stride - 1) / stride, (size + padding - 1) / stride) + 1 }
    return try Expectation.windows(over: size, kernel: kernel, stride: stride, padding: padding, dilation: 1, axis)
  }
}
