import CZlib

/// Unpacks gzip data (RFC 1952) through zlib, which checks the length and checksum at its end.
struct Inflater: ~Copyable {
  /// The first two bytes of gzip data.
  static let magic: [UInt8] = [0x1f, 0x8b]

  private let path: String
  /// On the heap, because zlib keeps the address.
  private let stream: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutableBufferPointer<UInt8>
  private var offset = 0
  private var isAtEnd = false

  init(path: String) throws(DataError) {
    self.path = path
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    input = .allocate(capacity: 1 << 16)
    // Window bits 15, plus 16 for "gzip, nothing else".
    guard inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw DataError(
        .inaccessible, path, expected: "to unpack it with zlib", found: "zlib does not start",
        remedy: "check that the installed zlib is whole")
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  /// Unpacks until `buffer` is full or the data ends; the number of bytes written.
  mutating func read(into buffer: UnsafeMutableBufferPointer<UInt8>, from file: borrowing OpenFile) throws(DataError) -> Int {
    stream.pointee.next_out = buffer.baseAddress
    stream.pointee.avail_out = UInt32(buffer.count)
    while !isAtEnd, stream.pointee.avail_out > 0 {
      if stream.pointee.avail_in == 0 { try refill(from: file) }
      let isInputAtEnd = stream.pointee.avail_in == 0
      switch inflate(stream, Z_NO_FLUSH) {
      case Z_OK:
        continue
      case Z_STREAM_END:
        // The format allows several members in a row; whatever follows must be one.
        if stream.pointee.avail_in == 0 { try refill(from: file) }
        if stream.pointee.avail_in == 0 { isAtEnd = true } else { inflateReset(stream) }
      case Z_BUF_ERROR where isInputAtEnd:
        throw damage("they end too early")
      default:
        throw damage(stream.pointee.msg.map { String(cString: $0) } ?? "zlib gives no reason")
      }
    }
    return buffer.count - Int(stream.pointee.avail_out)
  }

  private mutating func refill(from file: borrowing OpenFile) throws(DataError) {
    let count = try file.read(into: input, at: offset)
    offset += count
    stream.pointee.next_in = input.baseAddress
    stream.pointee.avail_in = UInt32(count)
  }

  private func damage(_ reason: String) -> DataError {
    DataError(
      .malformed, path, expected: "whole gzip data", found: "damaged ones (\(reason))", remedy: "fetch the file again")
  }
}
