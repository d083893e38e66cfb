/// The inputs of the device probes: special values in all pairs, then numbers drawn by Philox over every exponent.
enum ProbeInputs {
  /// Items of a probe; the lane reductions, whose items are rows, have fewer. Both are multiples of 64.
  static let items = 4096
  static let rows = 512

  static let specials: [Float] = [
    0, -0.0, 1, -1, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
    Float(bitPattern: 0x007f_ffff), 0x1p-126, -0x1p-126, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 0x1.fffffep-1,
    0x1.000002p+0, 0.5, 2, 3, -0x1.921fb6p+0, 0x1.62e43p+6, -0x1.9fe368p+6, 0x1p+24, 0x1.cp+5,
  ]

  static func words(for function: NumericsProbe.Function) -> [UInt32] {
    let philox = Philox(key: SIMD2(function.rawValue, 0x636f_6e63))
    switch function {
    case .randomWord, .uniform, .laneMaximum:
      return (0..<count(function)).flatMap { item in
        let words = philox.block(SIMD4(item, 0, 0, 0))
        return [words.x, words.y, words.z, words.w]
      }
    case .laneSum:
      return (0..<count(function)).flatMap { item in
        let words = philox.block(SIMD4(item, 0, 0, 0))
        return (0..<4).map { withExponent(words[$0], from: 111, to: 142) }
      }
    default:
      return (0..<count(function)).flatMap { arguments(item: $0, philox.block(SIMD4($0, 0, 0, 0))) }
    }
  }

  static func count(_ function: NumericsProbe.Function) -> UInt32 {
    UInt32(function == .laneSum || function == .laneMaximum ? rows : items)
  }

  /// a, b, c and a spare word for one item.
  static func arguments(item: UInt32, _ random: SIMD4<UInt32>) -> [UInt32] {
    let pairs = UInt32(specials.count * specials.count)
    if item < pairs {
      let a = specials[Int(item) / specials.count]
      let b = specials[Int(item) % specials.count]
      return [a.bitPattern, b.bitPattern, specials[Int(random.x) % specials.count].bitPattern, random.w]
    }
    switch item & 3 {
    case 0:
      // Any bits at all.
      return [random.x, random.y, random.z, random.w]
    case 1:
      // Where the elementary functions do their work.
      return (0..<4).map { withExponent(random[$0], from: 112, to: 134) }
    case 2 where item & 4 == 0:
      // Sums among the denormals.
      return (0..<4).map { withExponent(random[$0], from: 0, to: 3) }
    case 2:
      // Products and quotients on both sides of the smallest normal number.
      let a = withExponent(random.x, from: 0, to: 28)
      return [a, withExponent(random.y, from: 100, to: 154), withExponent(random.z, from: 0, to: 3), random.w]
    default:
      // Cancellation: c is the rounded −a b, so a fused and a separate multiply-add differ.
      let a = withExponent(random.x, from: 64, to: 190)
      let b = withExponent(random.y, from: 120, to: 134)
      let c = -(Float(bitPattern: a) * Float(bitPattern: b))
      return [a, b, c.bitPattern, random.w]
    }
  }

  /// A word's sign and fraction with an exponent field from `low` to `high` − 1, chosen by the word.
  static func withExponent(_ word: UInt32, from low: UInt32, to high: UInt32) -> UInt32 {
    let exponent = low + ((word >> 23) & 0xff) % (high - low)
    return (word & 0x807f_ffff) | exponent << 23
  }
}
