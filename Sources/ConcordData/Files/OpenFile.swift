#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file open for reading, closed when it goes.
struct OpenFile: ~Copyable {
  let path: String
  let byteCount: Int
  private let descriptor: Int32

  init(path: String) throws(DataError) {
    (descriptor, byteCount) = try Self.open(path)
    self.path = path
  }

  private static func open(_ path: String) throws(DataError) -> (descriptor: Int32, byteCount: Int) {
    func refused(_ expected: String, _ found: String, _ remedy: String) -> DataError {
      DataError(.inaccessible, path, expected: expected, found: found, remedy: remedy)
    }
    // Asked first: opening a pipe would wait for its other end.
    let count: Int
    switch FileSystem.kind(of: path) {
    case .file(let byteCount): count = byteCount
    case .folder: throw refused("a file", "a folder", "put the file in its place")
    case .other: throw refused("a file", "something that is neither a file nor a folder", "put the file in its place")
    case nil:
      throw DataError(.notFound, path, expected: "a file", found: FileSystem.lastError, remedy: "check the path")
    }
    let descriptor = FileSystem.openForReading(path)
    guard descriptor >= 0 else { throw refused("a readable file", FileSystem.lastError, "make it readable") }
    return (descriptor, count)
  }

  deinit { close(descriptor) }

  /// Reads from byte `offset` until `buffer` is full or the file ends; the number of bytes read.
  borrowing func read(into buffer: UnsafeMutableBufferPointer<UInt8>, at offset: Int) throws(DataError) -> Int {
    var filled = 0
    while filled < buffer.count {
      let rest = UnsafeMutableBufferPointer(rebasing: buffer[filled...])
      let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + filled))
      if count == 0 { break }
      if count > 0 {
        filled += count
      } else if errno != EINTR {
        throw DataError(
          .inaccessible, path, expected: "to read it", found: FileSystem.lastError, remedy: "check the disk it is on")
      }
    }
    return filled
  }

  /// So many bytes from `offset` on, or those that there are.
  borrowing func bytes(at offset: Int, count: Int) throws(DataError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let read = try bytes.withUnsafeMutableBufferPointer { buffer throws(DataError) in try self.read(into: buffer, at: offset) }
    return Array(bytes[..<read])
  }
}
