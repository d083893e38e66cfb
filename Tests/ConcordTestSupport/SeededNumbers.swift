/// Numbers for tests, the same each time: SplitMix64 (Steele, Lea and Flood, 2014).
public struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  public init(_ seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// Numbers of mixed magnitude and sign, none of them special.
  public mutating func floats(_ count: Int) -> [Float] {
    (0..<count).map { _ in
      let magnitude = Float(sign: .plus, exponent: Int.random(in: -3...3, using: &self), significand: 1)
      return Float.random(in: -1...1, using: &self) * magnitude
    }
  }

  /// Any bit pattern: denormals, infinities, NaN and zeros of both signs come up often.
  public mutating func anyFloats(_ count: Int) -> [Float] {
    (0..<count).map { _ in
      switch Int.random(in: 0..<12, using: &self) {
      case 0: [Float.nan, .infinity, -.infinity, 0, -0.0].randomElement(using: &self) ?? 0
      case 1: Float(bitPattern: UInt32.random(in: 0..<0x0080_0000, using: &self))
      case 2: Float(bitPattern: UInt32.random(in: .min ... .max, using: &self))
      default: Float.random(in: -2...2, using: &self)
      }
    }
  }
}
