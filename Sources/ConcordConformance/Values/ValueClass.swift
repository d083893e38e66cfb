/// What kind of numbers a case's tensors hold.
enum ValueClass: String, Sendable, CaseIterable {
  /// Of about the same magnitude.
  case normal
  /// From 2⁻⁴⁰ to 2⁴⁰.
  case mixed
  /// Denormal numbers and the smallest normal ones.
  case denormals
  /// Zeros of both signs, and ±1.
  case zeros
  /// Infinities of both signs among others.
  case infinities
  /// NaNs of several payloads and signs among others.
  case nans
  /// Pairs that all but cancel.
  case cancellation
  /// The largest finite numbers among others.
  case largest
  /// A few small whole numbers: many ties.
  case ties
  /// Any bit pattern.
  case bits

  /// The bit patterns of `count` numbers.
  func words(_ count: Int, _ numbers: inout CaseNumbers) -> [UInt32] {
    var previous: UInt32?
    return (0..<count).map { _ in
      let word = next(after: previous, &numbers)
      previous = previous == nil ? word : nil
      return word
    }
  }

  /// - Parameter previous: The first of a pair, where this is the second.
  private func next(after previous: UInt32?, _ numbers: inout CaseNumbers) -> UInt32 {
    let choice = numbers.next()
    let ordinary = numbers.float(exponents: -3...0)
    switch self {
    case .normal: return ordinary
    case .mixed: return numbers.float(exponents: -40...40)
    case .denormals:
      let word = UInt32(truncatingIfNeeded: choice)
      // Every fourth has an exponent from 1 to 3: sums and halves cross the border in both directions.
      return word & 0x807f_ffff | (choice >> 60 < 4 ? UInt32(choice >> 32 % 3 + 1) << 23 : 0)
    case .zeros: return [0, 0x8000_0000, 0, 0x8000_0000, 0x3f80_0000, 0xbf80_0000][Int(choice % 6)]
    case .infinities: return choice % 8 == 0 ? (choice >> 8 & 1 == 0 ? 0x7f80_0000 : 0xff80_0000) : ordinary
    case .nans: return choice % 8 == 0 ? [0x7fc0_0000, 0xffc0_0000, 0x7fc0_1234, 0x7f80_0001][Int(choice >> 8 & 3)] : ordinary
    case .cancellation:
      guard let previous else { return numbers.float(exponents: 0...3) }
      return previous ^ 0x8000_0000 ^ UInt32(choice & 7)
    case .largest:
      guard choice % 4 == 0 else { return ordinary }
      return UInt32(choice >> 8 & 1) << 31 | (0x7f7f_ffff - UInt32(choice >> 9 & 3))
    case .ties: return Float(Int(choice % 5) - 2).bitPattern
    case .bits: return UInt32(truncatingIfNeeded: choice)
    }
  }

  /// Ordinary numbers and two more classes, which turn with `number`: for operations with so many shapes that every class on each
  /// would take too long.
  static func some(_ number: Int) -> [ValueClass] {
    let others = allCases.filter { $0 != .normal }
    return [.normal, others[number * 2 % others.count], others[(number * 2 + 1) % others.count]]
  }
}
