import ConcordGraph
import ConcordKit

/// y = x ⋆ w + b, x [N, in, H, W], w [out, in / groups, kernel, kernel], b [out]: the convolutional layer, as PyTorch's `Conv2d`. A
/// normalisation after it makes the bias b superfluous.
///
/// y is [N, out, OH, OW] with OH = (H + 2·padding − dilation·(kernel − 1) − 1) / stride + 1, rounded down; OW likewise.
public struct Conv2D: Layer {
  public let inputs: Int
  public let outputs: Int
  public let kernel: Int
  public let geometry: ConvolutionGeometry
  public let bias: Bool
  public let name: String?

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
