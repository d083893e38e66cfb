/// A file that is read from its start to its end, plain or gzip.
///
/// The content decides which, not the name; but a name ending in `.gz` promises gzip.
struct SourceFile: ~Copyable {
  let path: String
  let isCompressed: Bool
  /// Bytes of the file as it is stored.
  var storedByteCount: Int { file.byteCount }

  /// The most bytes that the content may have. A plain file has its own length. Gzip data of images unpack to some times
  /// their size; what unpacks to a hundred times as much was made to fill the memory of who reads it.
  let contentLimit: Int

  private let file: OpenFile
  private var offset: Int
  private var contentCount = 0
  private var inflater: Inflater?

  init(path: String) throws(DataError) {
    let file = try OpenFile(path: path)
    let inflater = try Self.inflater(for: file)
    isCompressed = inflater != nil
    contentLimit = inflater == nil ? file.byteCount : Self.unpackedLimit(ofPacked: file.byteCount)
    self.path = path
    self.file = file
    self.inflater = consume inflater
    offset = 0
  }

  private static func unpackedLimit(ofPacked byteCount: Int) -> Int {
    let (product, overflow) = byteCount.multipliedReportingOverflow(by: 8)
    return overflow || product > .max - 64 << 20 ? .max : product + 64 << 20
  }

  /// Nil where the file is plain.
  private static func inflater(for file: borrowing OpenFile) throws(DataError) -> Inflater? {
    let path = file.path
    var magic: [UInt8] = [0, 0]
    let count = try magic.withUnsafeMutableBufferPointer { bytes throws(DataError) in try file.read(into: bytes, at: 0) }
    guard count > 0 else {
      throw DataError(.malformed, path, expected: "content", found: "an empty file", remedy: "fetch the file again")
    }
    if magic == Inflater.magic { return try Inflater(path: path, format: .gzip) }
    guard !path.hasSuffix(".gz") else {
      throw DataError(
        .malformed, path, expected: "gzip data, as the name says", found: "bytes that are not gzip",
        remedy: "fetch the file again, or take the .gz off its name if it is unpacked already")
    }
    return nil
  }

  /// Reads the next bytes of the content, unpacked, until `buffer` is full or the content ends; the number of bytes read.
  mutating func read(into buffer: UnsafeMutableBufferPointer<UInt8>) throws(DataError) -> Int {
    guard isCompressed else { return try readStored(into: buffer) }
    // After damage there is none, and nothing more to read.
    guard var inflater = inflater.take() else { return 0 }
    let count = try inflater.read(into: buffer) { input throws(DataError) in try self.readStored(into: input) }
    self.inflater = consume inflater
    contentCount += count
    if contentCount > contentLimit { throw tooLarge("more") }
    return count
  }

  /// The file as it is stored, which is read from wherever one likes.
  consuming func stored() -> OpenFile { file }

  private mutating func readStored(into buffer: UnsafeMutableBufferPointer<UInt8>) throws(DataError) -> Int {
    let count = try file.read(into: buffer, at: offset)
    offset += count
    return count
  }

  /// - Parameter found: what it unpacks to instead.
  func tooLarge(_ found: String) -> DataError {
    DataError(
      .malformed, path, expected: "gzip data that unpack to at most \(contentLimit) bytes, 64 MiB and 8 times their size",
      found: found, remedy: "unpack the file with gunzip, if you trust it")
  }

  /// Reads the next `count` bytes, or as many as there are.
  ///
  /// The array grows with what is really there, so a header's false promise of terabytes takes no memory.
  mutating func bytes(upTo count: Int) throws(DataError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(count, contentLimit))
    var piece = [UInt8](repeating: 0, count: min(count, 1 << 20))
    while bytes.count < count {
      let wanted = min(piece.count, count - bytes.count)
      let read = try piece.withUnsafeMutableBufferPointer { buffer throws(DataError) in
        try self.read(into: UnsafeMutableBufferPointer(rebasing: buffer[..<wanted]))
      }
      bytes.append(contentsOf: piece[..<read])
      if read < wanted { break }
    }
    return bytes
  }
}
