import CZlib

/// The chunks of a PNG file, one after another: length, type, data, checksum (5.3). Each is found whole before the next is looked at.
struct PNGChunks: ~Copyable {
  struct Chunk {
    /// Four letters.
    var type: String
    /// Bytes of data.
    var length: Int
    /// The chunk's first byte in the file.
    var start: Int

    /// Whether an image cannot be shown by who does not know the chunk: by the case of the first letter.
    var isCritical: Bool { type.utf8.first.map { $0 & 0x20 == 0 } ?? true }
  }

  let path: String
  /// The one that was opened last.
  private(set) var chunk = Chunk(type: "", length: 0, start: 0)

  static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
  /// More than any image within the limit of pixels needs.
  private static let byteLimit = 1 << 28
  /// Bytes of a chunk without data.
  private static let envelope = 12

  private let file: OpenFile
  /// The next byte to be read.
  private var offset: Int
  /// Bytes of the chunk's data that are not read yet.
  private var rest = 0
  /// Of the chunk's type, and its data so far.
  private var checksum: UInt = 0
  /// Whether the checksum of the chunk is still to be read.
  private var isOpen = false

  /// - Parameter file: One whose first bytes are those of a PNG file.
  init(_ file: consuming OpenFile) throws(DataError) {
    try Self.checkStart(of: file)
    path = file.path
    self.file = file
    offset = Self.signature.count
  }

  private static func checkStart(of file: borrowing OpenFile) throws(DataError) {
    guard file.byteCount <= byteLimit else {
      throw malformed(file.path, "at most \(byteLimit) bytes", "\(file.byteCount)")
    }
    guard file.byteCount >= PNGHeader.endOffset else {
      throw malformed(file.path, "a header of \(PNGHeader.endOffset) bytes", "a file of \(file.byteCount)")
    }
  }

  /// Opens the next chunk, after what was not read of the one before.
  @discardableResult
  mutating func next() throws(DataError) -> Chunk {
    try close()
    let left = file.byteCount - offset
    guard left >= Self.envelope else { throw truncated("before the chunk IEND") }
    let head = try file.bytes(at: offset, count: 8)
    guard head.count == 8 else { throw truncated("before the chunk IEND") }
    let letters = head[4...]
    guard letters.allSatisfy({ (0x41...0x5a).contains($0 & 0xdf) && $0 < 0x80 }) else {
      throw malformed("a chunk whose type is four letters", "another one at byte \(offset)")
    }
    chunk = Chunk(type: String(decoding: letters, as: UTF8.self), length: Self.number(head[..<4]), start: offset)
    guard chunk.length <= left - Self.envelope else {
      throw truncated("in the chunk \(chunk.type) that should have \(chunk.length)")
    }
    offset += 8
    rest = chunk.length
    checksum = letters.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) }
    isOpen = true
    return chunk
  }

  /// Reads the next bytes of the chunk's data until `buffer` is full or they end; the number of bytes read.
  mutating func read(into buffer: UnsafeMutableBufferPointer<UInt8>) throws(DataError) -> Int {
    let wanted = min(rest, buffer.count)
    guard wanted > 0 else { return 0 }
    let piece = UnsafeMutableBufferPointer(rebasing: buffer[..<wanted])
    guard try file.read(into: piece, at: offset) == wanted else {
      throw truncated("in the chunk \(chunk.type) that should have \(chunk.length)")
    }
    checksum = crc32_z(checksum, piece.baseAddress, wanted)
    offset += wanted
    rest -= wanted
    return wanted
  }

  /// All data of the chunk, found whole. The caller has asked for its length.
  mutating func data() throws(DataError) -> [UInt8] {
    var data = [UInt8](repeating: 0, count: rest)
    _ = try data.withUnsafeMutableBufferPointer { buffer throws(DataError) in try self.read(into: buffer) }
    try close()
    return data
  }

  /// Reads what is left of the chunk and compares its checksum.
  private mutating func close() throws(DataError) {
    guard isOpen else { return }
    var piece = [UInt8](repeating: 0, count: min(rest, 1 << 16))
    while rest > 0 {
      _ = try piece.withUnsafeMutableBufferPointer { buffer throws(DataError) in try self.read(into: buffer) }
    }
    let stored = try file.bytes(at: offset, count: 4)
    guard stored.count == 4, Int(checksum) == Self.number(stored[...]) else {
      throw malformed("chunks whose checksums hold", "a wrong one in the chunk \(chunk.type) at byte \(chunk.start)")
    }
    offset += 4
    isOpen = false
  }

  /// The bytes that follow the pixels: chunks that change none, `IEND`, and the end of the file.
  mutating func requireEnd() throws(DataError) {
    while chunk.type != "IEND" {
      try passOver(after: "IDAT")
      try next()
    }
    guard chunk.length == 0 else { throw malformed("the chunk IEND without data", "\(chunk.length) bytes in it") }
    try close()
    guard offset == file.byteCount else {
      throw malformed("the end of the file after the chunk IEND", "\(file.byteCount - offset) bytes more")
    }
  }

  /// Lets the open chunk go where it changes no sample; refuses it otherwise.
  func passOver(after place: String) throws(DataError) {
    switch chunk.type {
    case "IHDR": throw malformed("one chunk IHDR", "a second one at byte \(chunk.start)")
    case "IDAT": throw malformed("chunks IDAT one after another", "one at byte \(chunk.start) behind another chunk")
    case "PLTE", "tRNS": throw malformed("a place for the chunk \(chunk.type) that PNG allows", "one after \(place)")
    case "IEND": throw malformed("pixels", "the chunk IEND before any")
    case _ where chunk.isCritical:
      throw malformed("the critical chunks of the standard", "one called \(chunk.type) at byte \(chunk.start)")
    default: return
    }
  }

  func malformed(_ expected: String, _ found: String) -> DataError { Self.malformed(path, expected, found) }

  private static func malformed(_ path: String, _ expected: String, _ found: String) -> DataError {
    DataError(.malformed, path, expected: expected, found: found, remedy: "replace the file")
  }

  private func truncated(_ place: String) -> DataError {
    malformed("a whole PNG file", "its end after \(file.byteCount) bytes, \(place)")
  }

  /// A number of 32 bits, the high byte first.
  static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }
}
