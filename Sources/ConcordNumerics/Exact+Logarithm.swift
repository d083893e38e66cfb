extension Exact {
  /// The natural logarithm: −∞ at ±0, NaN below 0.
  ///
  /// x = 2^e m with m in [2/3, 4/3): log x = e ln 2 + log m, ln 2 in two parts.
  @inlinable @inline(__always)
  public static func log(_ x: Float) -> Float {
    let denormal = x < 0x1p-126
    let scaled = denormal ? x * 0x1p+23 : x
    let offset = Int32(bitPattern: scaled.bitPattern &- 0x3f2a_aaab)
    let exponent = offset &>> 23
    let mantissa = Float(bitPattern: scaled.bitPattern &- (UInt32(bitPattern: exponent) &<< 23))
    let e = Float(exponent &- (denormal ? 23 : 0))
    let r = logarithm(exponent: e, fraction: mantissa - 1)
    let finite = x < Float.infinity ? r : x
    let outside = x == 0 ? -Float.infinity : nan
    return x > 0 ? finite : outside
  }

  /// log(1 + x) without the loss of rounding 1 + x: −∞ at −1, NaN below.
  ///
  /// The exponent comes from the rounded 1 + x, the fraction from x 2^−e + (2^−e − 1), whose first product is exact.
  @inlinable @inline(__always)
  public static func log1p(_ x: Float) -> Float {
    let u = 1 + x
    let exponent = Int32(bitPattern: u.bitPattern &- 0x3f2a_aaab) &>> 23
    // From 2^60 on, 1 is far below the last place and 2^−e would become denormal.
    let large = exponent > 60
    let scale = powerOfTwo(0 &- (large ? 0 : exponent))
    let mantissa = Float(bitPattern: u.bitPattern &- (UInt32(bitPattern: exponent) &<< 23))
    let fraction = large ? mantissa - 1 : fma(x, scale, scale - 1)
    let r = logarithm(exponent: Float(exponent), fraction: fraction)
    let finite = x < Float.infinity ? r : x
    let outside = x == -1 ? -Float.infinity : nan
    // −0 and denormals are their own logarithm.
    let tiny = x < 0x1p-126 && x > -0x1p-126
    return tiny ? x : (x > -1 ? finite : outside)
  }

  /// e ln 2 + log(1 + f) for f in [−1/3, 1/3].
  @inlinable @inline(__always)
  static func logarithm(exponent e: Float, fraction f: Float) -> Float {
    var p: Float = -0x1.0804cp-3
    p = fma(p, f, 0x1.1e66ap-3)
    p = fma(p, f, -0x1.f31194p-4)
    p = fma(p, f, 0x1.1ed71cp-3)
    p = fma(p, f, -0x1.559dc8p-3)
    p = fma(p, f, 0x1.99d028p-3)
    p = fma(p, f, -0x1.fffefp-3)
    p = fma(p, f, 0x1.555506p-2)
    p = fma(p, f, -0x1p-1)
    // e ln 2 + f, with what its rounding lost, so that nearly equal terms of opposite sign cost no accuracy.
    let sum = fma(e, 0x1.62e43p-1, f)
    let lost = fma(e, 0x1.62e43p-1, -sum) + f
    return sum + (fma(p, f * f, e * -0x1.05c61p-29) + lost)
  }
}
