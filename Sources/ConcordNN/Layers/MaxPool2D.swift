import ConcordGraph
import ConcordKit

/// [N, C, H, W] to [N, C, OH, OW]: the largest element of each window, as PyTorch's `MaxPool2d`.
///
/// OH = (H + 2·padding − kernel) / stride + 1, rounded down, or up with `ceilMode`, as PyTorch does;
/// OW likewise.
public struct MaxPool2D: Layer {
  /// What the window is, and how it moves.
  public let window: PoolWindow
  public let name: String?

  /// - Parameters:
  ///   - kernel: Height and width of the window, in pixels.
  ///   - stride: nil: windows side by side.
  ///   - padding: Pixels on each side.
  ///   - ceilMode: Whether windows that reach beyond the image count.
  ///   - name: nil: the place in the model.
  public init(_ kernel: Int, stride: Int? = nil, padding: Int = 0, ceilMode: Bool = false, name: String? = nil) {
    window = PoolWindow(kernel, stride: stride, padding: padding, ceilMode: ceilMode)
    self.name = name
  }

  public var kind: String { "MaxPool2D" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let shape = context.graph[input].type.shape
    guard shape.count == 4 else { throw context.mismatch(kind, expected: "[N, C, H, W]", got: shape) }
    return try context.graph.apply(MaxPool2DOperation(window), to: [input])[0]
  }
}
