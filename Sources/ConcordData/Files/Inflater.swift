import CZlib

/// Unpacks what zlib packs. zlib checks the length and the checksum at its end.
struct Inflater: ~Copyable {
  enum Format {
    /// RFC 1952: members, one or several in a row.
    case gzip
    /// RFC 1950: one stream.
    case zlib

    /// zlib's number for the largest window, plus 16 for "gzip, nothing else".
    fileprivate var windowBits: Int32 { self == .gzip ? 15 + 16 : 15 }
    fileprivate var content: String { self == .gzip ? "gzip data" : "pixels" }
    fileprivate var remedy: String { self == .gzip ? "fetch the file again" : "replace the file" }
  }

  /// The first two bytes of gzip data.
  static let magic: [UInt8] = [0x1f, 0x8b]

  private let path: String
  private let format: Format
  /// On the heap, because zlib keeps the address.
  private let stream: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutableBufferPointer<UInt8>
  private var isAtEnd = false

  init(path: String, format: Format) throws(DataError) {
    self.path = path
    self.format = format
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    input = .allocate(capacity: 1 << 16)
    guard inflateInit2_(stream, format.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw DataError(
        .inaccessible, path, expected: "to unpack it with zlib", found: "zlib does not start",
        remedy: "check that the installed zlib is whole, and that there is memory")
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  /// Bytes that were given to it and stand behind the end of what it unpacks.
  var unusedCount: Int { Int(stream.pointee.avail_in) }

  /// Unpacks until `buffer` is full or the data ends; the number of bytes written.
  ///
  /// - Parameter more: writes the next packed bytes into the buffer it is given; their number, 0 where there are none.
  mutating func read(
    into buffer: UnsafeMutableBufferPointer<UInt8>,
    _ more: (UnsafeMutableBufferPointer<UInt8>) throws(DataError) -> Int
  ) throws(DataError) -> Int {
    var written = 0
    while !isAtEnd, written < buffer.count {
      if stream.pointee.avail_in == 0 { try refill(more) }
      let isInputAtEnd = stream.pointee.avail_in == 0
      let room = UInt32(clamping: buffer.count - written)
      stream.pointee.next_out = buffer.baseAddress.map { $0 + written }
      stream.pointee.avail_out = room
      let status = inflate(stream, Z_NO_FLUSH)
      written += Int(room - stream.pointee.avail_out)
      switch status {
      case Z_OK: continue
      case Z_STREAM_END: try end(more)
      case Z_BUF_ERROR where isInputAtEnd: throw damage("they end too early")
      case Z_NEED_DICT: throw damage("they need a dictionary")
      default: throw damage(stream.pointee.msg.map { String(cString: $0) } ?? "zlib gives no reason")
      }
    }
    return written
  }

  private mutating func end(_ more: (UnsafeMutableBufferPointer<UInt8>) throws(DataError) -> Int) throws(DataError) {
    guard format == .gzip else {
      isAtEnd = true
      return
    }
    // Whatever follows must be another member.
    if stream.pointee.avail_in == 0 { try refill(more) }
    if stream.pointee.avail_in == 0 { isAtEnd = true } else { inflateReset(stream) }
  }

  private func refill(_ more: (UnsafeMutableBufferPointer<UInt8>) throws(DataError) -> Int) throws(DataError) {
    let count = try more(input)
    stream.pointee.next_in = input.baseAddress
    stream.pointee.avail_in = UInt32(count)
  }

  private func damage(_ reason: String) -> DataError {
    DataError(
      .malformed, path, expected: "whole \(format.content)", found: "damaged ones (\(reason))", remedy: format.remedy)
  }
}
