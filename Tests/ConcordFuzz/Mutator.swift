import ConcordTestSupport

/// Makes inputs of others. The input of a number is the same each time.
struct Mutator {
  let seeds: [[UInt8]]
  let words: [[UInt8]]

  private static let numbers = [
    "0", "1", "2", "5", "8", "16", "-0", "-1", "1.0", "1e400", "1e-400", "2147483648", "4294967295", "9223372036854775807",
    "9223372036854775808",
    "99999999999999999999",
  ]

  func input(_ number: Int, seed: UInt64) -> [UInt8] {
    var random = SeededNumbers(seed &+ UInt64(number) &* 0x9e37_79b9)
    func below(_ bound: Int) -> Int { Int.random(in: 0..<max(bound, 1), using: &random) }
    var bytes = seeds[below(seeds.count)]
    // Often a single change: what several damage is mostly refused by its first check.
    for _ in 0..<[1, 1, 1, 1, 2, 6][below(6)] {
      let place = below(bytes.count + 1)
      let length = min(bytes.count - place, 1 << below(8))
      switch below(16) {
      case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(below(8))
      case 1 where place < bytes.count: bytes[place] = [0, 1, 0x7f, 0x80, 0xff, 0x20, 0x22][below(7)]
      case 2: bytes.removeSubrange(place..<(place + length))
      case 3: bytes.insert(contentsOf: bytes[place..<(place + length)], at: place)
      case 4: bytes.removeSubrange(place...)
      case 5: bytes.insert(contentsOf: (0...below(16)).map { _ in UInt8(below(256)) }, at: place)
      case 6 where !words.isEmpty: bytes.insert(contentsOf: words[below(words.count)], at: place)
      case 7, 11, 12, 13, 14: replaceNumber(in: &bytes, from: place, below(Self.numbers.count))
      case 8:
        // A field of a binary header: extreme, little or big endian, 4 or 8 bytes.
        let values: [UInt64] = [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, .max, .max - 7, 1 << 40, UInt64(bytes.count)]
        let width = [2, 4, 8][below(3)]
        let value = values[below(values.count)]
        let field = (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
        let end = min(place + width, bytes.count)
        bytes.replaceSubrange(place..<end, with: (below(2) == 0 ? field : field.reversed()).prefix(end - place))
      case 9:
        let other = seeds[below(seeds.count)]
        bytes = Array(bytes[..<place]) + other[below(other.count + 1)...]
      default: bytes += [UInt8](repeating: bytes.last ?? 0, count: below(64))
      }
    }
    return bytes
  }

  /// Puts another number in the place of the first one from `place` on.
  private func replaceNumber(in bytes: inout [UInt8], from place: Int, _ choice: Int) {
    func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    guard let start = bytes[place...].firstIndex(where: isDigit) else { return }
    let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
    bytes.replaceSubrange(start..<end, with: Self.numbers[choice].utf8)
  }
}
