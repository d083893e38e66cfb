import ConcordGraph
import ConcordKit

/// A tensor in parts along an axis, by default that of channels: one output for each size. The sizes add up to the axis.
public struct Split: MultiTensorLayer {
  /// The size of each part along the axis.
  public let sizes: [Int]
  /// At least 1, since samples stay apart.
  public let axis: Int
  public let name: String?

  /// Parts of these sizes along `axis`, counted from 0 with the samples' axis.
  public init(_ sizes: [Int], axis: Int = 1, name: String? = nil) {
    self.sizes = sizes
    self.axis = axis
    self.name = name
  }

  public var kind: String { "Split" }

  public func apply(to inputs: [Tensor], in context: inout ModelContext) throws(GraphError) -> [Tensor] {
    guard inputs.count == 1 else { throw context.mismatch(kind, expected: "one tensor", got: inputs.count) }
    let shape = context.graph[inputs[0]].type.shape
    let sum = sizes.reduce(0) { $0.addingSaturating($1) }
    guard axis >= 1, shape.indices.contains(axis), !sizes.isEmpty, sizes.allSatisfy({ $0 > 0 }), sum == shape[axis] else {
      throw context.mismatch(
        kind, expected: "an axis \(axis) of \(sizes.map(String.init).joined(separator: " + "))", got: shape)
    }
    var start = 0
    var parts: [Tensor] = []
    for size in sizes {
      parts.append(try context.graph.apply(Slice(axis: axis, start: start, length: size), to: inputs)[0])
      start += size
    }
    return parts
  }
}
