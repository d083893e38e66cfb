import CZlib

/// The chunks of a PNG file, each found whole: length, type, data, checksum (Portable Network Graphics, third edition, 5.3).
struct PNGChunks {
  let path: String
  let header: PNGHeader
  /// The file without the chunks that change no sample.
  let essence: [UInt8]

  private static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
  /// More than any image within the limit of pixels needs.
  private static let byteLimit = 1 << 28
  private static let envelope = 12

  init(path: String) throws(DataError) {
    let file = try OpenFile(path: path)
    guard file.byteCount <= Self.byteLimit else {
      throw Self.malformed(path, "at most \(Self.byteLimit) bytes", "\(file.byteCount)")
    }
    let bytes = try Self.bytes(of: file, count: file.byteCount)
    header = try Self.header(bytes, path: path)
    self.path = path
    var essence = Self.signature
    var start = Self.signature.count
    while true {
      let chunk = try Self.chunk(of: bytes, at: start, path: path)
      if chunk.isEssential { essence += bytes[chunk.range] }
      if chunk.type == "IEND" { break }
      start = chunk.range.upperBound
    }
    self.essence = essence
  }

  /// The signature and first chunk that `bytes`, the start of a file, must have.
  static func header(_ bytes: [UInt8], path: String) throws(DataError) -> PNGHeader {
    guard !bytes.isEmpty else { throw malformed(path, "a PNG file", "an empty file") }
    guard bytes.starts(with: signature) else { throw malformed(path, "a PNG file", "a file that does not begin as one") }
    // Before the chunk's length is believed: `bytes` may be no more of the file than the header takes.
    guard bytes.count >= PNGHeader.endOffset else {
      throw malformed(path, "a header of \(PNGHeader.endOffset) bytes", "a file of \(bytes.count)")
    }
    guard bytes[8..<16].elementsEqual([0, 0, 0, 13] + Array("IHDR".utf8)) else {
      throw malformed(path, "the chunk IHDR of 13 bytes at the start", "another one")
    }
    _ = try chunk(of: bytes, at: signature.count, path: path)
    return try PNGHeader(bytes[16..<29], path: path)
  }

  static func bytes(of file: borrowing OpenFile, count: Int) throws(DataError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let read = try bytes.withUnsafeMutableBufferPointer { buffer throws(DataError) in try file.read(into: buffer, at: 0) }
    return Array(bytes[..<read])
  }

  /// A number of 32 bits, the high byte first.
  static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }

  private struct Chunk {
    var type: String
    /// The whole chunk.
    var range: Range<Int>

    /// Whether samples depend on it: the chunks that are critical by the case of their first letter, and `tRNS`.
    var isEssential: Bool { type == "tRNS" || type.utf8.first.map { $0 & 0x20 == 0 } ?? false }
  }

  private static func chunk(of bytes: [UInt8], at start: Int, path: String) throws(DataError) -> Chunk {
    let rest = bytes.count - start
    func truncated(_ what: String) -> DataError {
      malformed(path, "a whole PNG file", "its end after \(bytes.count) bytes, \(what)")
    }
    guard rest >= envelope else { throw truncated("before the chunk IEND") }
    let typeBytes = bytes[(start + 4)..<(start + 8)]
    let type = typeBytes.map { $0 > 0x20 && $0 < 0x7f ? String(UnicodeScalar($0)) : "?" }.joined()
    let length = number(bytes[start..<(start + 4)])
    guard length <= rest - envelope else { throw truncated("in the chunk \(type) that should have \(length)") }
    let end = start + envelope + length
    // The checksum covers type and data.
    let checksum = bytes[(start + 4)..<(end - 4)].withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) }
    guard Int(checksum) == number(bytes[(end - 4)..<end]) else {
      throw malformed(path, "chunks whose checksums hold", "a wrong one in the chunk \(type) at byte \(start)")
    }
    return Chunk(type: type, range: start..<end)
  }

  private static func malformed(_ path: String, _ expected: String, _ found: String) -> DataError {
    DataError(.malformed, path, expected: expected, found: found, remedy: "replace the file")
  }
}
