import ConcordGraph
import ConcordKit

/// An image in square patches, each as a token: [N, C, H, W] to [N, H/P · W/P, outputs], by a weight [outputs, C, P, P] and a bias
/// [outputs]. That is a `Conv2D` of kernel and stride P, its positions row by row: Dosovitskiy and others, *An Image is Worth 16x16
/// Words* (2021).
public struct PatchEmbedding: Layer {
  /// Of an image.
  public let channels: Int
  /// Numbers of a token.
  public let outputs: Int
  /// The side of a patch, in pixels.
  public let patch: Int
  public let name: String?

  /// A token of `outputs` numbers for each patch of an image of `channels`.
  public init(_ channels: Int, _ outputs: Int, patch: Int, name: String? = nil) {
    self.channels = channels
    self.outputs = outputs
    self.patch = patch
    self.name = name
  }

  public var kind: String { "PatchEmbedding" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let shape = context.graph[input].type.shape
    guard shape.count == 4, shape[1] == channels, shape[2] % patch == 0, shape[3] % patch == 0 else {
      throw context.mismatch(kind, expected: "[N, \(channels), H, W] in patches of \(patch)×\(patch)", got: shape)
    }
    let (rows, columns, inputs) = (shape[2] / patch, shape[3] / patch, channels * patch * patch)
    let start = Initializer.fanIn(inputs)
    let weight = context.parameter("weight", [outputs, channels, patch, patch], start)
    let bias = context.parameter("bias", [outputs], start)
    let pieces = try context.graph.view(input, as: [shape[0], channels, rows, patch, columns, patch])
    let patches = try context.graph.apply(PermuteOperation([0, 2, 4, 1, 3, 5]), to: [pieces])[0]
    let tokens = try context.graph.apply(
      MatMul(transposeB: true),
      to: [
        context.graph.view(patches, as: [shape[0] * rows * columns, inputs]),
        context.graph.view(weight, as: [outputs, inputs]),
      ])[0]
    let sums = try context.graph.apply(BiasAdd(), to: [tokens, bias])[0]
    return try context.graph.view(sums, as: [shape[0], rows * columns, outputs])
  }
}
