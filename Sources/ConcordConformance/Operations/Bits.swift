import ConcordKit

/// Bit patterns as reports show them, and as they are compared.
enum Bits {
  static func hex(_ word: UInt32) -> String {
    let digits = String(word, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }

  /// `0x3f800000 (1.0)`.
  static func text(_ word: UInt32, _ element: ElementType) -> String {
    switch element {
    case .float32: "\(hex(word)) (\(Float(bitPattern: word)))"
    case .int32: "\(hex(word)) (\(Int32(bitPattern: word)))"
    }
  }

  /// Sign and payload of a NaN are outside of the contract.
  static func canonical(_ word: UInt32, _ element: ElementType) -> UInt32 {
    element == .float32 && word & 0x7fff_ffff > 0x7f80_0000 ? 0x7fc0_0000 : word
  }

  /// How many float32 numbers two lie apart, the zeros being one number; nil where one of them is a NaN.
  static func distance(_ a: UInt32, _ b: UInt32) -> Int? {
    guard a & 0x7fff_ffff <= 0x7f80_0000, b & 0x7fff_ffff <= 0x7f80_0000 else { return nil }
    func position(_ word: UInt32) -> Int { (word >> 31 == 0 ? 1 : -1) * Int(word & 0x7fff_ffff) }
    return abs(position(a) - position(b))
  }
}
