/// Random numbers of a case, the same on every machine: SplitMix64 (Steele, Lea and Flood, *Fast splittable pseudorandom number
/// generators*, 2014), seeded with the 64-bit FNV-1a hash of the case's name.
struct CaseNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(_ name: String) {
    state = name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A whole number of `range`.
  mutating func integer(_ range: ClosedRange<Int32>) -> Int32 { Int32.random(in: range, using: &self) }

  /// A number of any sign whose magnitude lies in 2^first ..< 2^(last + 1), each exponent as likely as another. Made of bits, so that
  /// the processor's modes change nothing.
  mutating func float(exponents: ClosedRange<Int>) -> UInt32 {
    let word = next()
    let sign = UInt32(truncatingIfNeeded: word >> 63) << 31
    let fraction = UInt32(truncatingIfNeeded: word) & 0x007f_ffff
    let span = UInt64(exponents.upperBound - exponents.lowerBound + 1)
    let exponent = exponents.lowerBound + Int((word >> 23 & 0xffff_ffff) % span)
    return sign | UInt32(exponent + 127) << 23 | fraction
  }
}
