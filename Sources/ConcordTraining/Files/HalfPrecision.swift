/// Numbers of sixteen bits as the float32 that they are exactly.
enum HalfPrecision {
  /// IEEE 754's binary16.
  static func float32(binary16 bits: UInt16) -> UInt32 {
    let sign = UInt32(bits & 0x8000) << 16
    let (exponent, fraction) = (UInt32(bits >> 10 & 0x1f), UInt32(bits & 0x3ff))
    switch exponent {
    case 0:
      // A multiple of 2⁻²⁴, which float32 has as a normal number.
      return sign | (Float(fraction) * 0x1p-24).bitPattern
    case 0x1f: return sign | 0x7f80_0000 | fraction << 13
    default: return sign | (exponent + 112) << 23 | fraction << 13
    }
  }

  /// The upper half of a float32.
  static func float32(bfloat16 bits: UInt16) -> UInt32 { UInt32(bits) << 16 }
}
