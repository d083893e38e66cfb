import ConcordKit
import ConcordNumerics

/// y = f(x), element by element.
extension Activation: ReferenceOperation {
  func bind(_ operands: Operands) -> ReferenceStep {
    let x = operands.input(0)
    let y = operands.output(0)
    return { _ in
      switch function {
      case .relu: for i in x.indices { y[i] = Self.relu(x[i]) }
      case .leakyReLU: for i in x.indices { y[i] = x[i] <= 0 ? slope * x[i] : x[i] }
      case .sigmoid: for i in x.indices { y[i] = Exact.sigmoid(x[i]) }
      case .tanh: for i in x.indices { y[i] = Exact.tanh(x[i]) }
      case .gelu: for i in x.indices { y[i] = x[i] * Self.normal(x[i]) }
      case .geluTanh: for i in x.indices { y[i] = x[i] * (0.5 * Self.geluTangent(x[i]) + 0.5) }
      case .silu: for i in x.indices { y[i] = x[i] * Exact.sigmoid(x[i]) }
      }
    }
  }

  /// Not "x > 0 ? x : 0": a NaN must stay.
  @inline(__always)
  static func relu(_ x: Float) -> Float { x <= 0 ? 0 : x }

  /// Φ(x), the normal distribution: 0x1.6a09e6p-1 is √½.
  @inline(__always)
  static func normal(_ x: Float) -> Float { 0.5 * Exact.erf(x * 0x1.6a09e6p-1) + 0.5 }

  /// tanh(√(2/π) · (x + 0.044715 x³)), so that Φ(x) is about half of 1 and it.
  @inline(__always)
  static func geluTangent(_ x: Float) -> Float {
    Exact.tanh((x * 0x1.988454p-1) * Exact.fma(x * x, 0x1.6e4e26p-5, 1))
  }
}
