extension Exact {
  /// The sine of `x` radians, for every finite `x`; NaN at ±∞.
  @inlinable @inline(__always)
  public static func sin(_ x: Float) -> Float {
    let (quadrant, r) = reduceToQuadrant(x.magnitude)
    let y = sineOrCosine(quadrant: quadrant, r)
    let signed = Float(bitPattern: y.bitPattern ^ (x.bitPattern & 0x8000_0000))
    return x.magnitude < Float.infinity ? signed : nan
  }

  /// The cosine of `x` radians, for every finite `x`; NaN at ±∞.
  @inlinable @inline(__always)
  public static func cos(_ x: Float) -> Float {
    let (quadrant, r) = reduceToQuadrant(x.magnitude)
    let y = sineOrCosine(quadrant: quadrant &+ 1, r)
    return x.magnitude < Float.infinity ? y : nan
  }

  /// The sine of r + quadrant × π/2, for |r| ≤ π/4.
  @inlinable @inline(__always)
  static func sineOrCosine(quadrant: UInt32, _ r: Float) -> Float {
    let s = r * r
    var p: Float = -0x1.9953fep-13
    p = fma(p, s, 0x1.110778p-7)
    p = fma(p, s, -0x1.555546p-3)
    let sine = fma(p, s * r, r)

    var q: Float = 0x1.9a685cp-16
    q = fma(q, s, -0x1.6c0e3p-10)
    q = fma(q, s, 0x1.55554ep-5)
    q = fma(q, s, -0x1p-1)
    let cosine = fma(q, s, 1)

    let y = quadrant & 1 == 1 ? cosine : sine
    return Float(bitPattern: y.bitPattern ^ ((quadrant & 2) &<< 30))
  }

  /// The quadrant (mod 4) and the rest r in [−π/4, π/4] of `a` ≥ 0, by the method of Payne and Hanek (1983).
  ///
  /// With a = M 2^(e−23), only 96 bits of 2/π matter: those above give multiples of 4 quadrants, those below less than
  /// 2^−68. The product's first two bits are the quadrant, the next 62 the rest as a part of π/2.
  @inlinable @inline(__always)
  static func reduceToQuadrant(_ a: Float) -> (quadrant: UInt32, rest: Float) {
    let bits = a.bitPattern
    // Below 1/2 the argument is its own rest, and the bit position stays inside the words.
    let small = bits < 0x3f00_0000
    let biased = small ? 127 : bits &>> 23
    let mantissa = (bits & 0x007f_ffff) | 0x0080_0000

    // 32 zero bits, then 2/π. The window begins at bit e + 7.
    let position = biased &- 120
    let two = position & 64 != 0
    let one = position & 32 != 0
    let four = position & 128 != 0
    let a0: UInt32 = two ? 0x4e44_1529 : 0
    let a1: UInt32 = two ? 0xfc27_57d1 : 0xa2f9_836e
    let a2: UInt32 = two ? 0xf534_ddc0 : 0x4e44_1529
    let a3: UInt32 = two ? 0xdb62_9599 : 0xfc27_57d1
    let a4: UInt32 = two ? 0x3c43_9041 : 0xf534_ddc0
    let w0 = four ? 0xf534_ddc0 : (one ? a1 : a0)
    let w1 = four ? 0xdb62_9599 : (one ? a2 : a1)
    let w2 = four ? 0x3c43_9041 : (one ? a3 : a2)
    let w3 = four ? 0xfe51_63ab : (one ? a4 : a3)
    let shift = position & 31
    let back = 31 &- shift
    let high = (w0 &<< shift) | ((w1 &>> 1) &>> back)
    let middle = (w1 &<< shift) | ((w2 &>> 1) &>> back)
    let low = (w2 &<< shift) | ((w3 &>> 1) &>> back)

    // The upper two words of the product mod 2^96.
    let wide = UInt64(mantissa)
    let carry = (UInt64(low) &* wide) &>> 32
    let product = UInt64(middle) &* wide &+ carry
    let upper = high &* mantissa &+ UInt32(truncatingIfNeeded: product &>> 32)
    let lower = UInt32(truncatingIfNeeded: product)

    // Round to the nearest quadrant; the rest, in units of π/2, is upper / 2^30 + lower / 2^62.
    let quadrant = (upper &+ 0x2000_0000) &>> 30
    let rest = Int32(bitPattern: upper &- (quadrant &<< 30))
    let first = Float(rest)
    let left = Float(rest &- Int32(truncatingIfNeeded: Int64(first)))
    let second = fma(Float(lower), 0x1p-32, left)
    let r = fma(first, 0x1.921fb6p+0, fma(first, -0x1.777a5cp-25, second * 0x1.921fb6p+0)) * 0x1p-30
    return (small ? 0 : quadrant, small ? a : r)
  }
}
