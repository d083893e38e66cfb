extension Exact {
  /// `a / b`, correctly rounded, without a division instruction.
  ///
  /// Swift's own `/` gives the same bits; this is the definition that kernels follow on devices whose division is not
  /// correctly rounded. Mantissas in [1, 2) keep Newton's iteration clear of overflow and denormals; an `fma` residual
  /// brings the quotient within one unit of its 24 bits; the exact integer remainder then settles the 25-bit floor, from
  /// which normal, denormal and overflowing results are rounded once, to nearest even.
  @inlinable @inline(__always)
  public static func softwareDivide(_ a: Float, _ b: Float) -> Float {
    let sign = (a.bitPattern ^ b.bitPattern) & 0x8000_0000
    let magnitudeA = a.bitPattern & 0x7fff_ffff
    let magnitudeB = b.bitPattern & 0x7fff_ffff

    // Denormals move into the normal range first.
    let smallA = magnitudeA < 0x0080_0000
    let smallB = magnitudeB < 0x0080_0000
    let normalA = (smallA ? Float(bitPattern: magnitudeA) * 0x1p+24 : Float(bitPattern: magnitudeA)).bitPattern
    let normalB = (smallB ? Float(bitPattern: magnitudeB) * 0x1p+24 : Float(bitPattern: magnitudeB)).bitPattern
    let exponentA = Int32(bitPattern: normalA &>> 23) &- (smallA ? 24 : 0)
    let exponentB = Int32(bitPattern: normalB &>> 23) &- (smallB ? 24 : 0)
    var mantissaA = (normalA & 0x007f_ffff) | 0x0080_0000
    let mantissaB = (normalB & 0x007f_ffff) | 0x0080_0000
    // Twice the dividend where it is the smaller: the quotient q lies in [1, 2).
    let less = mantissaA < mantissaB
    mantissaA = less ? mantissaA &<< 1 : mantissaA
    let numerator = Float(bitPattern: (normalA & 0x007f_ffff) | (less ? 0x4000_0000 : 0x3f80_0000))
    let denominator = Float(bitPattern: (normalB & 0x007f_ffff) | 0x3f80_0000)

    // 1 / d on [1, 2): a line within 2^−4, two Newton steps within 2^−16, the residual beyond 2^−24.
    var reciprocal = fma(denominator, -0x1.e1e1e2p-2, 0x1.69696ap+0)
    reciprocal = fma(fma(-denominator, reciprocal, 1), reciprocal, reciprocal)
    reciprocal = fma(fma(-denominator, reciprocal, 1), reciprocal, reciprocal)
    let estimate = numerator * reciprocal
    let quotient = fma(fma(-denominator, estimate, numerator), reciprocal, estimate)

    // floor(q 2^24): start two units low, then up by 2 and by 1 as the remainder (mod 2^32, it fits) says.
    var floor = ((quotient.bitPattern &- 0x3f80_0000) &<< 1) &+ 0x00ff_fffe
    var remainder = (mantissaA &<< 24) &- floor &* mantissaB
    let two = remainder >= mantissaB &<< 1
    floor = floor &+ (two ? 2 : 0)
    remainder = remainder &- (two ? mantissaB &<< 1 : 0)
    let one = remainder >= mantissaB
    floor = floor &+ (one ? 1 : 0)
    remainder = remainder &- (one ? mantissaB : 0)

    // 26 bits: the last says that something below is not 0. Denormal results drop more of them.
    let sticky = (floor &<< 1) | (remainder != 0 ? 1 : 0)
    let exponent = exponentA &- exponentB &+ 127 &- (less ? 1 : 0)
    let biased = exponent < 1 ? 1 : exponent
    let shortfall = biased &- exponent
    let drop = UInt32(bitPattern: 2 &+ (shortfall > 26 ? 26 : shortfall))
    let kept = sticky &>> drop
    let dropped = sticky &- (kept &<< drop)
    let tie = 1 &<< (drop &- 1)
    let up = dropped &+ (kept & 1) > tie
    let finite = (UInt32(bitPattern: biased &- 1) &<< 23) &+ kept &+ (up ? 1 : 0)

    let overflow = biased > 254 || magnitudeA == 0x7f80_0000 || magnitudeB == 0
    let zero = magnitudeA == 0 || magnitudeB == 0x7f80_0000
    let undefined =
      magnitudeA > 0x7f80_0000 || magnitudeB > 0x7f80_0000 || (magnitudeA == 0 && magnitudeB == 0)
      || (magnitudeA == 0x7f80_0000 && magnitudeB == 0x7f80_0000)
    let magnitude = zero ? 0 : (overflow ? 0x7f80_0000 : finite)
    return Float(bitPattern: undefined ? 0x7fc0_0000 : sign | magnitude)
  }
}
