import ConcordGraph
import ConcordKit

/// y = x ⋆ w + b, x [N, in, H, W], w [out, in / groups, kernel, kernel], b [out]: the convolutional layer, as PyTorch's `Conv2d`. A
/// normalisation after it makes the bias b superfluous.
///
/// y is [N, out, OH, OW] with OH = (H + 2·padding − dilation·(kernel − 1) − 1) / stride + 1, rounded down; OW likewise.
public struct Conv2D: Layer {
  /// Channels before.
  public let inputs: Int
  /// Channels after.
  public let outputs: Int
  /// Height and width of the kernel, in pixels.
  public let kernel: Int
  /// Stride, padding, dilation and groups.
  public let geometry: ConvolutionGeometry
  /// Whether each channel after has a bias.
  public let bias: Bool
  public let name: String?

  /// A convolution of square kernels; weights are [outputs, inputs / groups, kernel, kernel].
  public init(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0, dilation: Int = 1, groups: Int = 1,
    bias: Bool = true, name: String? = nil
  ) {
    self.inputs = inputs
    self.outputs = outputs
    self.kernel = kernel
    geometry = ConvolutionGeometry(stride: stride, padding: padding, dilation: dilation, groups: groups)
    self.bias = bias
    self.name = name
  }

  public var kind: String { "Conv2D" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let shape = context.graph[input].type.shape
    guard shape.count == 4, shape[1] == inputs else {
      throw context.mismatch(kind, expected: "[N, \(inputs), H, W]", got: shape)
    }
    let filter = [inputs / max(geometry.groups, 1), kernel, kernel]
    let start = Initializer.fanIn(TensorType(filter).elementCount)
    let weight = context.parameter("weight", [outputs] + filter, start)
    let offset = bias ? context.parameter("bias", [outputs], start) : nil
    let product = try context.graph.apply(Conv2DOperation(geometry), to: [input, weight])[0]
    guard let offset else { return product }
    return try context.graph.apply(BiasAdd(), to: [product, offset])[0]
  }
}
