extension Exact {
  /// The square root, correctly rounded, without a square root instruction: −0 at −0, NaN below.
  ///
  /// Swift's own `squareRoot()` gives the same bits; this is the definition that kernels follow on devices whose square root
  /// is not correctly rounded. A mantissa in [1, 4), Newton's iteration for 1/√m, an `fma` residual, then the exact integer
  /// remainder settles the 25-bit floor.
  @inlinable @inline(__always)
  public static func softwareSquareRoot(_ x: Float) -> Float {
    let small = x.bitPattern & 0x7fff_ffff < 0x0080_0000
    let normal = (small ? x * 0x1p+24 : x).bitPattern & 0x7fff_ffff
    let exponent = Int32(bitPattern: normal &>> 23) &- (small ? 24 : 0)
    // x = m 2^(2h) with m in [1, 4).
    let odd = UInt32(bitPattern: exponent &+ 1) & 1
    let half = (exponent &- 127 &- Int32(bitPattern: odd)) &>> 1
    let fraction = normal & 0x007f_ffff
    let mantissa = (fraction | 0x0080_0000) &<< odd
    let m = Float(bitPattern: fraction | (odd == 1 ? 0x4000_0000 : 0x3f80_0000))

    // 1 / √m: the classic start from the bits, within 4 %; each step about squares the error.
    var y = Float(bitPattern: 0x5f37_59df &- (m.bitPattern &>> 1))
    y = y * fma(m * y, -0.5 * y, 1.5)
    y = y * fma(m * y, -0.5 * y, 1.5)
    let estimate = m * y
    let root = fma(fma(-estimate, estimate, m), 0.5 * y, estimate)

    // floor(√m 2^24), from two units low: (s + 2)² − s² = 4s + 4 and (s + 1)² − s² = 2s + 1.
    var floor = ((root.bitPattern &- 0x3f80_0000) &<< 1) &+ 0x00ff_fffe
    // The radicand m 2^48 and the square agree in all but their low 32 bits; the radicand's own are mantissa × 2^25.
    var remainder = (mantissa &<< 25) &- floor &* floor
    let stepTwo = (floor &<< 2) &+ 4
    let two = remainder >= stepTwo
    remainder = remainder &- (two ? stepTwo : 0)
    floor = floor &+ (two ? 2 : 0)
    let stepOne = (floor &<< 1) &+ 1
    let one = remainder >= stepOne
    remainder = remainder &- (one ? stepOne : 0)
    floor = floor &+ (one ? 1 : 0)

    let kept = floor &>> 1
    // A square root is never halfway between two numbers: the guard bit alone decides.
    let rounded = kept &+ (floor & 1)
    let positive = (UInt32(bitPattern: half &+ 126) &<< 23) &+ rounded
    let finite = x.bitPattern < 0x7f80_0000 ? Float(bitPattern: positive) : x
    let outside = x == 0 ? x : nan
    return x > 0 ? finite : outside
  }
}
