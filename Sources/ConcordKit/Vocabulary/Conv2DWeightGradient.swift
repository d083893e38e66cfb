/// `conv2d_weight_gradient`: the gradient of `conv2d` with respect to its filters. Each sample's share is one ascending `fma`
/// chain over (output row, output column), in which taps on the padding take part as +0; the samples' shares fold into the
/// accumulator in ascending order, from +0 or from what `dw` holds.
///
/// Inputs: `x` [N, C, H, W], `dy` [N, O, OH, OW]; then `dw` where `accumulate` is set. Output: `dw`
/// [O, C / groups, height, width].
public struct Conv2DWeightGradient: OperationDefinition {
  public static let name = "conv2d_weight_gradient"

  /// Stride, padding, dilation and groups of the convolution.
  public var geometry: ConvolutionGeometry
  /// KH.
  public var height: Int
  /// KW.
  public var width: Int
  /// Whether the sum goes on from what the output holds.
  public var accumulate: Bool

  /// For kernels of `height` × `width`; with `accumulate` the sum goes on from what the output holds.
  public init(_ geometry: ConvolutionGeometry, height: Int, width: Int, accumulate: Bool = false) {
    self.geometry = geometry
    self.height = height
    self.width = width
    self.accumulate = accumulate
  }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: ConvolutionGeometry.names + ["kernel_height", "kernel_width", "accumulate"])
    geometry = try ConvolutionGeometry(attributes: attributes)
    height = try attributes.integer("kernel_height", default: 0)
    width = try attributes.integer("kernel_width", default: 0)
    accumulate = try attributes.boolean("accumulate", default: false)
    try check()
  }

  public var attributes: Attributes {
    Attributes(geometry.values).setting([
      "kernel_height": .integer(height), "kernel_width": .integer(width), "accumulate": .boolean(accumulate),
    ])
  }

  public var inPlace: [InPlace] { accumulate ? [InPlace(output: 0, input: 2)] : [] }

  private func check() throws(OperationError) {
    try Expectation.attribute("kernel_height", height, atLeast: 1)
    try Expectation.attribute("kernel_width", width, atLeast: 1)
  }

  /// It adds up samples.
  public func keepsSamplesApart(in input: Int, of inputs: [TensorType]) -> Bool { false }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, accumulate ? 3 : 2, accumulate ? "x, dy, dw" : "x, dy")
    try Expectation.float32(inputs)
    try check()
    try geometry.check()
    try Expectation.image(inputs[0], "x")
    try Expectation.image(inputs[1], "dy")
    guard inputs[0].shape[1] % geometry.groups == 0 else {
      throw OperationError(
        "expects a number of channels that is a multiple of \(geometry.groups) groups, but got x \(inputs[0])")
    }
    let dw = TensorType([inputs[1].shape[1], inputs[0].shape[1] / geometry.groups, height, width])
    try Expectation.type(inputs[1], try geometry.output(x: inputs[0], w: dw), "dy")
    if accumulate { try Expectation.type(inputs[2], dw, "dw") }
    return [dw]
  }

  public func multiplyAdds(for inputs: [TensorType]) -> Int {
    inputs[1].elementCount * (inputs[0].shape[1] / max(geometry.groups, 1)) * height * width
  }
}
