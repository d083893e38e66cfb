import ConcordGraph
import ConcordKit

/// Several layers on one input, their outputs one after another along an axis, by default that of channels: the shape of Inception's
/// blocks (Szegedy and others, *Going Deeper with Convolutions*, 2015) and of DenseNet's.
///
/// The parameters of a branch are named after it: `mixed.branch1x1.weight`.
public struct Parallel: Layer {
  /// At least two.
  public let branches: [any Layer]
  /// Of the outputs [N, …]; at least 1, since samples stay apart.
  public let axis: Int
  public let name: String?

  /// Branches that each take the input; what they give is joined along `axis`.
  public init(axis: Int = 1, name: String? = nil, @LayerBuilder branches: () -> [any Layer]) {
    self.branches = branches()
    self.axis = axis
    self.name = name
  }

  public var kind: String { "Parallel" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    guard branches.count >= 2, axis >= 1 else {
      throw GraphError(
        layer: context.graph.layer,
        "Parallel expects at least 2 branches and an axis of at least 1, but got \(branches.count) and axis \(axis)")
    }
    let outputs = try context.apply(each: branches, to: input)
    return try context.graph.apply(Concatenate(axis: axis), to: outputs)[0]
  }
}
