import ConcordKit
import ConcordNumerics

/// dx = f′(x) dy, element by element, where f′(x) follows from y = f(x), or from x where y does not say it.
extension ActivationGradient: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let first = operands.input(0)
    let dy = operands.input(1)
    let dx = operands.output(0)
    return { _ in
      switch function {
      case .relu: for i in first.indices { dx[i] = first[i] <= 0 ? 0 : dy[i] }
      case .leakyReLU: for i in first.indices { dx[i] = first[i] <= 0 ? dy[i] * slope : dy[i] }
      case .sigmoid: for i in first.indices { dx[i] = dy[i] * (first[i] * (1 - first[i])) }
      case .tanh: for i in first.indices { dx[i] = dy[i] * Exact.fma(-first[i], first[i], 1) }
      case .gelu: for i in first.indices { dx[i] = dy[i] * Self.gelu(first[i]) }
      case .geluTanh: for i in first.indices { dx[i] = dy[i] * Self.geluTanh(first[i]) }
      case .silu: for i in first.indices { dx[i] = dy[i] * Self.silu(first[i]) }
      }
    }
  }

  /// Φ(x) + x φ(x), with the density φ(x) = exp(−x²/2) / √(2π).
  @inline(__always)
  private static func gelu(_ x: Float) -> Float {
    let density = Exact.exp(-0.5 * (x * x)) * 0x1.988454p-2
    return Exact.fma(x, density, Activation.normal(x))
  }

  /// (1 + t) / 2 + √(2/π) (z + 3 · 0.044715 z x²), with z = x (1 − t²) / 2. For every finite x: where x² overflows, z is 0, and
  /// z x is taken first.
  @inline(__always)
  private static func geluTanh(_ x: Float) -> Float {
    let t = Activation.geluTangent(x)
    let z = x * (0.5 * Exact.fma(-t, t, 1))
    let inner = Exact.fma((z * x) * 0x1.12ba9ep-3, x, z)
    return Exact.fma(0x1.988454p-1, inner, 0.5 * t + 0.5)
  }

  /// s (1 + x (1 − s)), s the sigmoid of x.
  @inline(__always)
  private static func silu(_ x: Float) -> Float {
    let s = Exact.sigmoid(x)
    return s * Exact.fma(x, 1 - s, 1)
  }
}
