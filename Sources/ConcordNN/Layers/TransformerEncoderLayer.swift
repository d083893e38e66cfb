import ConcordGraph

/// Attention of a sequence to itself and two fully connected layers, each beside a shortcut and with a normalisation, as PyTorch's
/// `TransformerEncoderLayer` with `batch_first`: [N, T, width], and int32 lengths [N] where they are given, to [N, T, width].
public struct TransformerEncoderLayer: MultiTensorLayer {
  /// Of a token.
  public let width: Int
  /// Of its attention.
  public let heads: Int
  /// Units between the two fully connected layers.
  public let feedforward: Int
  /// The share that is left out in training, in each of its places.
  public let dropout: Double
  /// Whether GELU is between them in place of ReLU.
  public let gelu: Bool
  /// Whether normalisations come before what they belong to, and not after the shortcut's sum.
  public let normFirst: Bool
  /// Whether a token sees none that come after it.
  public let causal: Bool
  /// Of its norms.
  public let epsilon: Double
  public let name: String?

  /// A layer for tokens of a width, a multiple of `heads`.
  public init(
    _ width: Int, heads: Int, feedforward: Int = 2048, dropout: Double = 0.1, gelu: Bool = false, normFirst: Bool = false,
    causal: Bool = false, epsilon: Double = 1e-5, name: String? = nil
  ) {
    self.width = width
    self.heads = heads
    self.feedforward = feedforward
    self.dropout = dropout
    self.gelu = gelu
    self.normFirst = normFirst
    self.causal = causal
    self.epsilon = epsilon
    self.name = name
  }

  public var kind: String { "TransformerEncoderLayer" }

  /// What its layers can take by name.
  package static let inputNames = ["input", "lengths"]

  /// The layers that it is.
  package func layers(lengths: Bool) -> [any Layer] {
    let activation: any Layer = gelu ? GELU(name: "activation") : ReLU(name: "activation")
    func dropped(_ name: String) -> [any Layer] { dropout > 0 ? [Dropout(dropout, name: name)] : [] }
    func attention(_ input: String) -> [any Layer] {
      let attention = MultiHeadAttention(width, heads: heads, causal: causal, dropout: dropout, name: "self_attn")
      return [attention.taking([input] + (lengths ? ["lengths"] : []))] + dropped("dropout1")
    }
    let connected: [any Layer] =
      [Linear(width, feedforward, name: "linear1"), activation] + dropped("dropout")
      + [Linear(feedforward, width, name: "linear2")] + dropped("dropout2")
    let (attended, made) = dropout > 0 ? ("dropout1", "dropout2") : ("self_attn", "linear2")
    let (first, second) = (
      LayerNorm(width, epsilon: epsilon, name: "norm1"), LayerNorm(width, epsilon: epsilon, name: "norm2")
    )
    let sum = Addition(name: "sum1").taking("input", attended)
    return normFirst
      ? [first.taking("input")] + attention("norm1") + [sum, second] + connected + [Addition(name: "sum2").taking("sum1", made)]
      : attention("input") + [sum, first] + connected + [Addition(name: "sum2").taking("norm1", made), second]
  }

  public func apply(to inputs: [Tensor], in context: inout ModelContext) throws(GraphError) -> [Tensor] {
    guard (1...2).contains(inputs.count) else {
      throw context.mismatch(kind, expected: "a sequence, and lengths", got: inputs.count)
    }
    return try context.apply(
      layers(lengths: inputs.count == 2), to: inputs, named: Array(Self.inputNames.prefix(inputs.count)))
  }
}
