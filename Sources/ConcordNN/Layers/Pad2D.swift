import ConcordGraph
import ConcordKit

/// [N, C, H, W] to [N, C, top + H + bottom, left + W + right]: zeros around images, as PyTorch's `ZeroPad2d`.
public struct Pad2D: Layer {
  /// Rows of zeros above.
  public let top: Int
  /// Rows of zeros below.
  public let bottom: Int
  /// Columns of zeros on the left.
  public let left: Int
  /// Columns of zeros on the right.
  public let right: Int
  public let name: String?

  /// So many rows and columns of zeros on each side, in pixels.
  public init(top: Int = 0, bottom: Int = 0, left: Int = 0, right: Int = 0, name: String? = nil) {
    self.top = top
    self.bottom = bottom
    self.left = left
    self.right = right
    self.name = name
  }

  /// The same on each side.
  public init(_ padding: Int, name: String? = nil) {
    self.init(top: padding, bottom: padding, left: padding, right: padding, name: name)
  }

  public var kind: String { "Pad2D" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let shape = context.graph[input].type.shape
    guard shape.count == 4 else { throw context.mismatch(kind, expected: "[N, C, H, W]", got: shape) }
    var images = input
    // Columns first: the smaller tensor is the one in between.
    for pad in [Pad(axis: 3, before: left, after: right), Pad(axis: 2, before: top, after: bottom)]
    where pad.before != 0 || pad.after != 0 {
      images = try context.graph.apply(pad, to: [images])[0]
    }
    return images
  }
}
