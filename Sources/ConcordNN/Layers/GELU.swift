import ConcordGraph
import ConcordKit

/// y = x · Φ(x), element by element, Φ being the normal distribution, as PyTorch's `GELU`.
public struct GELU: Layer {
  /// How the function is computed, in PyTorch's words.
  public enum Approximation: String, Sendable, CaseIterable {
    /// Φ by the error function.
    case none
    /// Φ(x) ≈ (1 + tanh(√(2/π) · (x + 0.044715 x³))) / 2.
    case tanh
  }

  /// How the function is computed.
  public let approximation: Approximation
  public let name: String?

  /// The exact function by default, as in PyTorch.
  public init(approximate approximation: Approximation = .none, name: String? = nil) {
    self.approximation = approximation
    self.name = name
  }

  public var kind: String { "GELU" }

  public func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    try context.graph.apply(Activation(approximation == .tanh ? .geluTanh : .gelu), to: [input])[0]
  }
}
