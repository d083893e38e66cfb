import Foundation

/// A square PNG picture of one opaque colour with alpha, 8 bits a sample: 100 kB that unpack to megabytes.
///
/// Packed by hand: the first row as it is, every other as copies of the row before, in deflate's fixed code (RFC 1951, 3.2.6).
struct LargePicture {
  let file: Data

  init(side: Int) {
    let row: [UInt8] = [0] + (0..<side).flatMap { _ in [1, 2, 3, 255] as [UInt8] }
    precondition((8_193...12_288).contains(row.count), "the code of the distance below is of these")
    var bits = Bits()
    bits.put(1, 1)  // The last block,
    bits.put(1, 2)  // in the fixed code.
    for byte in row { bits.literal(byte) }
    let rest = (side - 1) * row.count
    for _ in 0..<rest / 258 {
      bits.code(0b1100_0101, 8)  // A length of 258,
      bits.code(26, 5)  // and a distance from 8,193 on.
      bits.put(row.count - 8_193, 12)
    }
    for index in 0..<rest % 258 { bits.literal(row[(rest - rest % 258 + index) % row.count]) }
    bits.code(0, 7)  // The end,
    bits.put(0, 7)  // and a byte's.
    let packed = [0x78, 0x01] + bits.bytes + Self.word(Self.adler(row, times: side))
    let header = Self.word(UInt32(side)) + Self.word(UInt32(side)) + [8, 6, 0, 0, 0]
    file = Data(
      [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] + Self.chunk("IHDR", header) + Self.chunk("IDAT", packed)
        + Self.chunk("IEND", []))
  }

  private struct Bits {
    var bytes: [UInt8] = []
    private var pending = 0
    private var count = 0

    /// The lowest bits first.
    mutating func put(_ value: Int, _ width: Int) {
      pending |= value << count
      count += width
      while count >= 8 {
        bytes.append(UInt8(truncatingIfNeeded: pending))
        pending >>= 8
        count -= 8
      }
    }

    /// A Huffman code, whose highest bit comes first.
    mutating func code(_ value: Int, _ width: Int) {
      for bit in (0..<width).reversed() { put(value >> bit & 1, 1) }
    }

    mutating func literal(_ byte: UInt8) { byte < 144 ? code(0x30 + Int(byte), 8) : code(0x190 + Int(byte) - 144, 9) }
  }

  /// Adler-32 of a row again and again.
  private static func adler(_ row: [UInt8], times: Int) -> UInt32 {
    let sum = row.reduce(0) { $0 + Int($1) }
    let weighted = row.enumerated().reduce(0) { $0 + (row.count - $1.offset) * Int($1.element) }
    var (a, b) = (1, 0)
    for _ in 0..<times {
      b = (b + row.count * a + weighted) % 65_521
      a = (a + sum) % 65_521
    }
    return UInt32(b << 16 | a)
  }

  private static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
    var remainder = UInt32.max
    for byte in Array(type.utf8) + content {
      remainder ^= UInt32(byte)
      for _ in 0..<8 { remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xedb8_8320 : remainder >> 1 }
    }
    return word(UInt32(content.count)) + Array(type.utf8) + content + word(~remainder)
  }

  private static func word(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
}
