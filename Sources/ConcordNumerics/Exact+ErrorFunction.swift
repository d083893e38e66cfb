extension Exact {
  /// The error function erf(x) = 2/√π ∫₀ˣ e^−t² dt.
  ///
  /// Below 0.921875 an odd polynomial; above, 1 − e^g with g a minimax polynomial for log(1 − erf |x|), which is 1 from
  /// 3.92 on.
  @inlinable @inline(__always)
  public static func erf(_ x: Float) -> Float {
    let a = x.magnitude
    let s = a * a
    var p: Float = 0x1.4f562ep-14
    p = fma(p, s, -0x1.a606c2p-11)
    p = fma(p, s, 0x1.5449e4p-8)
    p = fma(p, s, -0x1.b80118p-6)
    p = fma(p, s, 0x1.ce2d64p-4)
    p = fma(p, s, -0x1.812740p-2)
    p = fma(p, s, 0x1.06eba8p-3)
    let small = fma(p, a, a)

    let t = a > 3.9375 ? 3.9375 : a
    var g: Float = -0x1.624a2p-16
    g = fma(g, t, 0x1.c7d54ep-12)
    g = fma(g, t, -0x1.116f8p-8)
    g = fma(g, t, 0x1.9b9c44p-6)
    g = fma(g, t, -0x1.bb894ep-4)
    g = fma(g, t, -0x1.44456cp-1)
    g = fma(g, t, -0x1.21280cp+0)
    g = fma(g, t, 0x1.6f63bp-13)
    let large = 1 - exp(g)

    let y = a < 0.921875 ? small : large
    return x == x ? copySign(y, from: x) : nan
  }
}
