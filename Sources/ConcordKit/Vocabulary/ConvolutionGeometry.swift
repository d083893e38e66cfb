/// How a filter moves over images [N, C, H, W]; each number holds for both axes.
public struct ConvolutionGeometry: Sendable, Hashable {
  /// Between neighbouring outputs, in elements of the input.
  public var stride: Int
  /// Zeros around the image, on each side.
  public var padding: Int
  /// Between neighbouring taps of the filter, in elements of the input.
  public var dilation: Int
  /// Outputs o / (O / groups) see only the inputs c / (C / groups) of the same number.
  public var groups: Int

  /// The same in both directions, in pixels; `groups` divides the channels.
  public init(stride: Int = 1, padding: Int = 0, dilation: Int = 1, groups: Int = 1) {
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
  }

  init(attributes: Attributes) throws(OperationError) {
    stride = try attributes.integer("stride", default: 1)
    padding = try attributes.integer("padding", default: 0)
    dilation = try attributes.integer("dilation", default: 1)
    groups = try attributes.integer("groups", default: 1)
    try check()
  }

  static let names = ["stride", "padding", "dilation", "groups"]

  var values: [String: AttributeValue] {
    [
      "stride": .integer(stride), "padding": .integer(padding), "dilation": .integer(dilation), "groups": .integer(groups),
    ]
  }

  func check() throws(OperationError) {
    try Expectation.attribute("stride", stride, atLeast: 1)
    try Expectation.attribute("padding", padding, atLeast: 0)
    try Expectation.attribute("dilation", dilation, atLeast: 1)
    try Expectation.attribute("groups", groups, atLeast: 1)
  }

  /// The type of y for x [N, C, H, W] and w [O, C / groups, KH, KW].
  func output(x: TensorType, w: TensorType) throws(OperationError) -> TensorType {
    try check()
    try Expectation.image(x, "x")
    try Expectation.image(w, "w")
    guard x.shape[1] == w.shape[1] * groups else {
      throw OperationError(
        "expects w of shape [outputs, \(x.shape[1]) channels / \(groups) groups, height, width], but got \(w)")
    }
    guard w.shape[0] > 0, w.shape[0] % groups == 0 else {
      throw OperationError("expects a number of outputs that is a positive multiple of \(groups) groups, but got w \(w)")
    }
    return TensorType([
      x.shape[0], w.shape[0], try outputSize(x.shape[2], kernel: w.shape[2], "height"),
      try outputSize(x.shape[3], kernel: w.shape[3], "width"),
    ])
  }

  private func outputSize(_ size: Int, kernel: Int, _ axis: String) throws(OperationError) -> Int {
    try Expectation.windows(over: size, kernel: kernel, stride: stride, padding: padding, dilation: dilation, axis)
  }

  /// N · O · OH · OW · C / groups · KH · KW, of which each convolution operation takes as many.
  func multiplyAdds(y: TensorType, w: TensorType) -> Int {
    y.elementCount.multipliedSaturating(by: TensorType(Array(w.shape.dropFirst())).elementCount)
  }
}
