extension Exact {
  /// The hyperbolic tangent: an odd polynomial below 0.5625, 1 − 2 / (e^2|x| + 1) above.
  @inlinable @inline(__always)
  public static func tanh(_ x: Float) -> Float {
    let a = x.magnitude
    let s = a * a
    var p: Float = -0x1.945f4p-8
    p = fma(p, s, 0x1.5812aap-6)
    p = fma(p, s, -0x1.b905c4p-5)
    p = fma(p, s, 0x1.110c5ep-3)
    p = fma(p, s, -0x1.555548p-2)
    let small = fma(p, s * a, a)
    let large = 1 - 2 / (exp(a + a) + 1)
    let y = a < 0.5625 ? small : large
    return x == x ? copySign(y, from: x) : nan
  }

  /// The logistic function 1 / (1 + e^−x), with denormal results for very negative x.
  ///
  /// e^−|x| never overflows: 1 / (1 + e^−x) for x ≥ 0, e^x / (1 + e^x) below.
  @inlinable @inline(__always)
  public static func sigmoid(_ x: Float) -> Float {
    let e = exp(-x.magnitude)
    return (x < 0 ? e : 1) / (1 + e)
  }
}
