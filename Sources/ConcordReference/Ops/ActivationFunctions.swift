import ConcordKit
import ConcordNumerics

/// What each function is, rounding by rounding: its value, and its gradient.
extension ActivationFunction {
  /// y = f(x), element by element.
  func values(_ x: UnsafeBufferPointer<Float>, into y: UnsafeMutableBufferPointer<Float>, slope: Float) {
    switch self {
    case .relu: Self.map(x, y, Self.rectified)
    case .leakyReLU: Self.map(x, y) { $0 <= 0 ? slope * $0 : $0 }
    case .sigmoid: Self.map(x, y, Exact.sigmoid)
    case .tanh: Self.map(x, y, Exact.tanh)
    case .gelu: Self.map(x, y) { $0 * Self.normal($0) }
    case .geluTanh: Self.map(x, y) { $0 * (0.5 * Self.geluTangent($0) + 0.5) }
    case .silu: Self.map(x, y) { $0 * Exact.sigmoid($0) }
    case .hardSigmoid: Self.map(x, y, Self.hardSigmoid)
    case .hardSwish: Self.map(x, y) { $0 * Self.hardSigmoid($0) }
    case .relu6: Self.map(x, y) { $0 <= 0 ? 0 : $0 >= 6 ? 6 : $0 }
    }
  }

  /// dx = f′ dy, element by element, f′ being made of `first`: of y, or of x where ``gradientTakesInput``.
  func gradients(
    _ first: UnsafeBufferPointer<Float>, _ dy: UnsafeBufferPointer<Float>,
    into dx: UnsafeMutableBufferPointer<Float>, slope: Float
  ) {
    switch self {
    case .relu: Self.map(first, dy, dx) { $0 <= 0 ? 0 : $1 }
    case .leakyReLU: Self.map(first, dy, dx) { $0 <= 0 ? $1 * slope : $1 }
    case .sigmoid: Self.map(first, dy, dx) { $1 * ($0 * (1 - $0)) }
    case .tanh: Self.map(first, dy, dx) { $1 * Exact.fma(-$0, $0, 1) }
    case .gelu: Self.map(first, dy, dx) { $1 * Self.geluSlope($0) }
    case .geluTanh: Self.map(first, dy, dx) { $1 * Self.geluTanhSlope($0) }
    case .silu: Self.map(first, dy, dx) { $1 * Self.siluSlope($0) }
    case .hardSigmoid: Self.map(first, dy, dx) { $1 * Self.hardSigmoidSlope($0) }
    case .hardSwish: Self.map(first, dy, dx) { $1 * Self.hardSwishSlope($0) }
    case .relu6: Self.map(first, dy, dx) { $1 * ($0 <= 0 || $0 >= 6 ? 0 : 1) }
    }
  }

  @inline(__always)
  private static func map(
    _ x: UnsafeBufferPointer<Float>, _ y: UnsafeMutableBufferPointer<Float>, _ function: (Float) -> Float
  ) {
    for i in y.indices { y[i] = function(x[i]) }
  }

  @inline(__always)
  private static func map(
    _ first: UnsafeBufferPointer<Float>, _ dy: UnsafeBufferPointer<Float>,
    _ dx: UnsafeMutableBufferPointer<Float>, _ function: (Float, Float) -> Float
  ) {
    for i in dx.indices { dx[i] = function(first[i], dy[i]) }
  }

  /// Not "x > 0 ? x : 0": a NaN must stay.
  @inline(__always)
  static func rectified(_ x: Float) -> Float { x <= 0 ? 0 : x }

  /// Φ(x), the normal distribution: 0x1.6a09e6p-1 is √½.
  @inline(__always)
  private static func normal(_ x: Float) -> Float { 0.5 * Exact.erf(x * 0x1.6a09e6p-1) + 0.5 }

  /// tanh(√(2/π) · (x + 0.044715 x³)), so that Φ(x) is about half of 1 and it.
  @inline(__always)
  private static func geluTangent(_ x: Float) -> Float {
    Exact.tanh((x * 0x1.988454p-1) * Exact.fma(x * x, 0x1.6e4e26p-5, 1))
  }

  /// Φ(x) + x φ(x), with the density φ(x) = exp(−x²/2) / √(2π).
  @inline(__always)
  private static func geluSlope(_ x: Float) -> Float {
    let density = Exact.exp(-0.5 * (x * x)) * 0x1.988454p-2
    return Exact.fma(x, density, normal(x))
  }

  /// (1 + t) / 2 + √(2/π) (z + 3 · 0.044715 z x²), with z = x (1 − t²) / 2. For every finite x: where x² overflows, z is 0, and
  /// z x is taken first.
  @inline(__always)
  private static func geluTanhSlope(_ x: Float) -> Float {
    let t = geluTangent(x)
    let z = x * (0.5 * Exact.fma(-t, t, 1))
    let inner = Exact.fma((z * x) * 0x1.12ba9ep-3, x, z)
    return Exact.fma(0x1.988454p-1, inner, 0.5 * t + 0.5)
  }

  /// A NaN stays.
  @inline(__always)
  private static func hardSigmoid(_ x: Float) -> Float { x <= -3 ? 0 : x >= 3 ? 1 : (x + 3) / 6 }

  /// 0x1.555556p-3 is 1/6.
  @inline(__always)
  private static func hardSigmoidSlope(_ x: Float) -> Float { x > -3 && x < 3 ? 0x1.555556p-3 : 0 }

  /// 0x1.555556p-2 is 1/3. At −3 and at 3 it is the slope of the parabola between, as in PyTorch; a NaN stays.
  @inline(__always)
  private static func hardSwishSlope(_ x: Float) -> Float { x < -3 ? 0 : x > 3 ? 1 : Exact.fma(x, 0x1.555556p-2, 0.5) }

  /// s (1 + x (1 − s)), s the sigmoid of x.
  @inline(__always)
  private static func siluSlope(_ x: Float) -> Float {
    let s = Exact.sigmoid(x)
    return s * Exact.fma(x, 1 - s, 1)
  }
}
