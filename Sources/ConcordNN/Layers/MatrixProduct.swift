import ConcordGraph
import ConcordKit

/// The products of two tensors' matrices, for each place of the axes before: [N, …, A, K] and [N, …, K, B] give [N, …, A, B].
public struct MatrixProduct: MultiTensorLayer {
  public let name: String?

  /// A layer of this name; `nil` names it by its place in the model.
  public init(name: String? = nil) { self.name = name }

  public var kind: String { "MatrixProduct" }

  public func apply(to inputs: [Tensor], in context: inout ModelContext) throws(GraphError) -> [Tensor] {
    guard inputs.count == 2 else { throw context.mismatch(kind, expected: "two tensors", got: inputs.count) }
    let (a, b) = (context.graph[inputs[0]].type.shape, context.graph[inputs[1]].type.shape)
    guard a.count >= 3 else { throw context.mismatch(kind, expected: "[N, …, A, K], a matrix or more of each sample", got: a) }
    guard b.count == a.count, b.dropLast(2) == a.dropLast(2), b[b.count - 2] == a[a.count - 1] else {
      let leading = (["N"] + a[1..<(a.count - 2)].map(String.init)).joined(separator: ", ")
      throw context.mismatch(kind, expected: "[\(leading), \(a[a.count - 1]), B] as the second tensor", got: b)
    }
    return try context.graph.apply(MatMul(), to: inputs)
  }
}
