import ConcordGraph
import ConcordKit

/// Two tensors or more, one after another along an axis, by default that of channels. They are alike in all other axes.
public struct Concatenation: MultiTensorLayer {
  /// At least 1, since samples stay apart.
  public let axis: Int
  public let name: String?

  /// Joins along `axis`, counted from 0 with the samples' axis.
  public init(axis: Int = 1, name: String? = nil) {
    self.axis = axis
    self.name = name
  }

  public var kind: String { "Concatenation" }

  public func apply(to inputs: [Tensor], in context: inout ModelContext) throws(GraphError) -> [Tensor] {
    guard inputs.count >= 2 else { throw context.mismatch(kind, expected: "at least two tensors", got: inputs.count) }
    guard axis >= 1 else {
      throw GraphError(layer: context.graph.layer, "Concatenation expects an axis of at least 1, but got \(axis)")
    }
    return try context.graph.apply(Concatenate(axis: axis), to: inputs)
  }
}
