import ConcordGraph
import ConcordKit

/// Attention in several heads, as PyTorch's `MultiheadAttention` with `batch_first`: each head's queries meet its keys, and the softmax of
/// their products by 1 / √(width / heads) weighs its values.
///
/// Takes a sequence [N, T, width], which attends to itself; or a sequence of queries [N, Q, width] and one of what they attend to
/// [N, K, width]. An int32 tensor [N] more says how many keys of each sample there are. Gives the shape of the queries. The parameters
/// are `in_proj_weight` [3 · width, width] and `in_proj_bias`, `out_proj.weight` and `out_proj.bias`.
public struct MultiHeadAttention: MultiTensorLayer {
  /// Of a token.
  public let width: Int
  /// A token is parted among so many.
  public let heads: Int
  /// Whether a query sees no key behind its own place.
  public let causal: Bool
  /// Of the weights that the softmax gives.
  public let dropout: Double
  /// Whether the four products have biases.
  public let bias: Bool
  public let name: String?

  /// Attention of tokens of a width, a multiple of `heads`.
  public init(
    _ width: Int, heads: Int, causal: Bool = false, dropout: Double = 0, bias: Bool = true, name: String? = nil
  ) {
    self.width = width
    self.heads = heads
    self.causal = causal
    self.dropout = dropout
    self.bias = bias
    self.name = name
  }

  public var kind: String { "MultiHeadAttention" }

  /// 1 / √(width / heads), rounded once.
  package var scale: Float { Float(1 / (Double(width) / Double(heads)).squareRoot()) }

  public func apply(to inputs: [Tensor], in context: inout ModelContext) throws(GraphError) -> [Tensor] {
    var sequences = inputs
    let lengths = sequences.last.flatMap { context.graph[$0].type.element == .int32 ? sequences.popLast() : nil }
    let shapes = sequences.map { context.graph[$0].type.shape }
    guard heads > 0, width % heads == 0 else {
      throw context.mismatch(kind, expected: "a width that is a multiple of \(heads) heads", got: [0, width])
    }
    guard (1...2).contains(shapes.count) else {
      throw context.mismatch(kind, expected: "one or two sequences, and lengths", got: inputs.count)
    }
    for shape in shapes where shape.count != 3 || shape[2] != width || shape[0] != shapes[0][0] {
      throw context.mismatch(kind, expected: "[N, T, \(width)]", got: shape)
    }
    if let lengths, context.graph[lengths].type.shape != [shapes[0][0]] {
      throw context.mismatch(kind, expected: "one length for each sample, [N]", got: context.graph[lengths].type.shape)
    }
    // Xavier's bound for three square matrices in one, as PyTorch has it.
    let weight = context.parameter("in_proj_weight", [3 * width, width], .uniform(bound: (6 / Float(4 * width)).squareRoot()))
    let added = bias ? context.parameter("in_proj_bias", [3 * width], .constant(0)) : nil
    var parts: [Tensor]
    if sequences.count == 1 {
      parts = try project(sequences[0], weight, added, parts: 3, in: &context)
    } else {
      parts = []
      for (sequence, share) in zip(sequences, [0..<1, 1..<3]) {
        let shared = try slice(share, of: weight, in: &context)
        var sharedBias: Tensor?
        if let added { sharedBias = try slice(share, of: added, in: &context) }
        parts += try project(sequence, shared, sharedBias, parts: share.count, in: &context)
      }
    }
    let factor = context.graph.constant("scale", [scale])
    let queries = try context.graph.apply(Multiply(), to: [parts[0], factor])[0]
    let scores = try context.graph.apply(MatMul(transposeB: true), to: [queries, parts[1]])[0]
    var weights: Tensor
    let mask = SoftmaxOperation(causal: causal, lengths: lengths != nil)
    if mask.isMasked {
      weights = try context.graph.apply(mask, to: [scores] + [lengths].compactMap(\.self))[0]
    } else {
      weights = try Softmax().apply(to: scores, in: &context)
    }
    if dropout > 0 { weights = try Dropout(dropout).apply(to: weights, in: &context) }
    let values = try context.graph.apply(MatMul(), to: [weights, parts[2]])[0]
    let joined = try context.graph.apply(PermuteOperation([0, 2, 1, 3]), to: [values])[0]
    let rows = try context.graph.view(joined, as: [shapes[0][0] * shapes[0][1], width])
    let out = context.parameter("out_proj.weight", [width, width], .fanIn(width))
    var output = try context.graph.apply(MatMul(transposeB: true), to: [rows, out])[0]
    if bias {
      let added = context.parameter("out_proj.bias", [width], .constant(0))
      output = try context.graph.apply(BiasAdd(), to: [output, added])[0]
    }
    return [try context.graph.view(output, as: shapes[0])]
  }

  /// Some of the three parts of the packed weights or biases.
  private func slice(_ parts: Range<Int>, of packed: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let rows = Slice(axis: 0, start: parts.lowerBound * width, length: parts.count * width)
    return try context.graph.apply(rows, to: [packed])[0]
  }

  /// x · Wᵀ + b in so many parts, each [N, heads, T, width / heads].
  private func project(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor?, parts: Int, in context: inout ModelContext
  ) throws(GraphError) -> [Tensor] {
    let shape = context.graph[x].type.shape
    let rows = try context.graph.view(x, as: [shape[0] * shape[1], width])
    var product = try context.graph.apply(MatMul(transposeB: true), to: [rows, weight])[0]
    if let bias { product = try context.graph.apply(BiasAdd(), to: [product, bias])[0] }
    let whole = try context.graph.view(product, as: [shape[0], shape[1], parts, heads, width / heads])
    return try context.graph.apply(PermuteOperation([2, 0, 3, 1, 4], parts: .outputs), to: [whole])
  }
}
