/// `conv2d`: the cross-correlation of images with filters, each element one ascending `fma` chain over (channel of the group,
/// filter row, filter column), in which taps on the padding take part as +0; then bias, then activation.
///
/// Inputs: `x` [N, C, H, W], `w` [O, C / groups, KH, KW]; then `bias` [O] where `bias` is set. Output: `y` [N, O, OH, OW] with
/// OH = (H + 2·padding − dilation·(KH − 1) − 1) / stride + 1, rounded down and at least 1; OW likewise.
public struct Conv2DOperation: OperationDefinition {
  public static let name = "conv2d"

  /// Stride, padding, dilation and groups.
  public var geometry: ConvolutionGeometry
  /// Whether a third input is added to each channel.
  public var bias: Bool
  /// What is applied to each sum before it is stored.
  public var activation: Epilogue

  /// A convolution of this geometry, with what is fused into it.
  public init(_ geometry: ConvolutionGeometry = ConvolutionGeometry(), bias: Bool = false, activation: Epilogue = .identity) {
    self.geometry = geometry
    self.bias = bias
    self.activation = activation
  }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: ConvolutionGeometry.names + ["bias", "activation"])
    geometry = try ConvolutionGeometry(attributes: attributes)
    bias = try attributes.boolean("bias", default: false)
    activation = try attributes.choice("activation", default: .identity)
  }

  public var attributes: Attributes {
    Attributes(geometry.values).setting(["bias": .boolean(bias), "activation": .string(activation.rawValue)])
  }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, bias ? 3 : 2, bias ? "x, w, bias" : "x, w")
    try Expectation.float32(inputs)
    let y = try geometry.output(x: inputs[0], w: inputs[1])
    if bias { try Expectation.type(inputs[2], TensorType([y.shape[1]]), "bias") }
    return [y]
  }

  public func multiplyAdds(for inputs: [TensorType]) -> Int {
    guard let y = try? geometry.output(x: inputs[0], w: inputs[1]) else { return 0 }
    return geometry.multiplyAdds(y: y, w: inputs[1])
  }
}
