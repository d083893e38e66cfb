import ConcordNumerics

/// Pairs that exercise every part of a division: any bits, quotients about the smallest normal number and the largest, short
/// fractions (exact and halfway quotients), and quotients of neighbours.
enum DivisionPairs {
  @inline(__always)
  static func pair(part: UInt32, item: UInt32) -> (Float, Float) {
    let random = Philox(key: SIMD2(part, 0)).block(SIMD4(item, 0, 0, 0))
    switch item % 5 {
    case 0:
      return (Float(bitPattern: random.x), Float(bitPattern: random.y))
    case 1:
      // The quotient's exponent from −152 to −120: denormal results and their upper edge.
      let b = 160 + random.z % 80
      return (number(random.x, exponent: b - 153 + random.w % 32), number(random.y, exponent: b))
    case 2:
      // From 120 to 130: the edge of overflow.
      let b = 1 + random.z % 120
      return (number(random.x, exponent: b + 120 + random.w % 11), number(random.y, exponent: b))
    case 3:
      // Few bits: many quotients are exact or halfway between two denormals.
      let mask: UInt32 = 0xffff_ffff << (random.z % 24)
      return (Float(bitPattern: random.x & mask), Float(bitPattern: random.y & mask))
    default:
      let b = Float(bitPattern: random.y)
      return (Float(bitPattern: random.y &+ random.z % 9 &- 4), b)
    }
  }

  @inline(__always)
  static func number(_ word: UInt32, exponent: UInt32) -> Float {
    Float(bitPattern: (word & 0x807f_ffff) | min(exponent, 254) << 23)
  }
}
