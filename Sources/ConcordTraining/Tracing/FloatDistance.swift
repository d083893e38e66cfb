/// How far apart floats are, and how their bits are written.
enum FloatDistance {
  /// Floats from one value to the other; nil where one is a NaN.
  static func ulps(_ first: Float, _ second: Float) -> Int? {
    func place(_ value: Float) -> Int {
      let bits = Int(value.bitPattern & 0x7fff_ffff)
      return value.sign == .minus ? -bits : bits
    }
    return first.isNaN || second.isNaN ? nil : abs(place(first) - place(second))
  }

  /// `0x3f800000`
  static func hex(_ word: UInt32) -> String {
    let digits = String(word, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}
