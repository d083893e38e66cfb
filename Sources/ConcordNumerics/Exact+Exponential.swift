extension Exact {
  /// e to the power `x`, with denormal results; overflows to +∞ above 88.7228, underflows to +0 below −103.972.
  ///
  /// x = n ln 2 + r with |r| ≤ ln 2 / 2 (ln 2 in two parts, Cody and Waite 1980), a minimax polynomial for e^r, then 2^n in
  /// two factors so that neither leaves the normal range.
  @inlinable @inline(__always)
  public static func exp(_ x: Float) -> Float {
    // Beyond these bounds the result is already +0 or +∞; a NaN passes both comparisons unchanged.
    let low = x < -104 ? -104 : x
    let argument = low > 89 ? 89 : low
    // Adding 1.5 × 2^23 rounds to an integer that stands in the low bits.
    let shifted = fma(argument, 0x1.715476p+0, 0x1.8p+23)
    let n = shifted - 0x1.8p+23
    var r = fma(n, -0x1.62e43p-1, argument)
    r = fma(n, 0x1.05c61p-29, r)

    var p: Float = 0x1.9f08bep-13
    p = fma(p, r, 0x1.6d8d06p-10)
    p = fma(p, r, 0x1.11127p-7)
    p = fma(p, r, 0x1.55548ep-5)
    p = fma(p, r, 0x1.555554p-3)
    p = fma(p, r, 0x1p-1)
    p = fma(p, r * r, r)
    let y = 1 + p

    let integer = Int32(bitPattern: shifted.bitPattern) &- 0x4b40_0000
    let half = integer &>> 1
    let scaled = y * powerOfTwo(half) * powerOfTwo(integer &- half)
    return x == x ? scaled : nan
  }
}
