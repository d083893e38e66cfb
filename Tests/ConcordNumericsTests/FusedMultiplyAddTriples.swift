import ConcordNumerics

/// Triples that exercise every part of a fused multiply-add: any bits, cancellation, all distances between product and
/// addend, short fractions (exact and halfway sums), denormal factors, addends and results.
enum FusedMultiplyAddTriples {
  @inline(__always)
  static func triple(part: UInt32, item: UInt32) -> (Float, Float, Float) {
    let random = Philox(key: SIMD2(part, 1)).block(SIMD4(item, 0, 0, 0))
    let a = Float(bitPattern: random.x)
    let b = Float(bitPattern: random.y)
    switch item % 6 {
    case 0:
      return (a, b, Float(bitPattern: random.z))
    case 1:
      let product = -(a * b)
      return (a, b, Float(bitPattern: product.bitPattern &+ random.w % 9 &- 4))
    case 2:
      // The addend from 60 binades below the product to 60 above.
      let exponent = Int((random.x >> 23) & 255) + Int((random.y >> 23) & 255) - 187 + Int(random.w % 120)
      return (a, b, number(random.z, exponent: UInt32(min(max(exponent, 0), 254))))
    case 3:
      let mask: UInt32 = 0xffff_ffff << (random.w % 24)
      return (Float(bitPattern: random.x & mask), Float(bitPattern: random.y & mask), Float(bitPattern: random.z & mask))
    case 4:
      return (
        number(random.x, exponent: random.w % 64), number(random.y, exponent: 60 + (random.w >> 8) % 80),
        number(random.z, exponent: (random.w >> 16) % 40)
      )
    default:
      return (
        number(random.x & 0x8060_0000, exponent: 100 + random.w % 40),
        number(random.y & 0x807f_f000, exponent: 100 + (random.w >> 8) % 40),
        number(random.z, exponent: 80 + (random.w >> 16) % 90)
      )
    }
  }

  @inline(__always)
  private static func number(_ word: UInt32, exponent: UInt32) -> Float {
    Float(bitPattern: (word & 0x807f_ffff) | exponent << 23)
  }
}
