/// `conv2d_input_gradient`: the gradient of `conv2d` with respect to its images, each element one ascending `fma` chain over
/// (output of the group, filter row, filter column). A tap that the stride never brings to the element is left out; one at an
/// output outside of the image takes part as +0.
///
/// Inputs: `dy` [N, O, OH, OW], `w` [O, C / groups, KH, KW]. Output: `dx` [N, C, height, width].
public struct Conv2DInputGradient: OperationDefinition {
  public static let name = "conv2d_input_gradient"

  /// Stride, padding, dilation and groups of the convolution.
  public var geometry: ConvolutionGeometry
  /// H: several input sizes give the same output size.
  public var height: Int
  /// W.
  public var width: Int

  /// For images of `height` × `width` pixels before the convolution.
  public init(_ geometry: ConvolutionGeometry, height: Int, width: Int) {
    self.geometry = geometry
    self.height = height
    self.width = width
  }

  public init(attributes: Attributes) throws(OperationError) {
    try attributes.allow(only: ConvolutionGeometry.names + ["input_height", "input_width"])
    geometry = try ConvolutionGeometry(attributes: attributes)
    height = try attributes.integer("input_height", default: 0)
    width = try attributes.integer("input_width", default: 0)
    try check()
  }

  public var attributes: Attributes {
    Attributes(geometry.values).setting(["input_height": .integer(height), "input_width": .integer(width)])
  }

  private func check() throws(OperationError) {
    try Expectation.attribute("input_height", height, atLeast: 1)
    try Expectation.attribute("input_width", width, atLeast: 1)
  }

  public func outputTypes(for inputs: [TensorType]) throws(OperationError) -> [TensorType] {
    try Expectation.count(inputs, 2, "dy, w")
    try Expectation.float32(inputs)
    try check()
    try geometry.check()
    try Expectation.image(inputs[0], "dy")
    try Expectation.image(inputs[1], "w")
    let x = TensorType([inputs[0].shape[0], inputs[1].shape[1] * geometry.groups, height, width])
    try Expectation.type(inputs[0], try geometry.output(x: x, w: inputs[1]), "dy")
    return [x]
  }

  public func multiplyAdds(for inputs: [TensorType]) -> Int { geometry.multiplyAdds(y: inputs[0], w: inputs[1]) }
}
