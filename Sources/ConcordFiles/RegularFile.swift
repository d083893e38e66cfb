#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file open for reading, closed with its last copy. Pipes, devices, sockets and folders are refused by what they are, without
/// waiting for them.
public struct RegularFile: Sendable {
  /// Where it was opened.
  public let path: String
  /// As it was when the file was opened.
  public let status: FileStatus
  private let descriptor: Descriptor

  /// Its size in bytes when it was opened.
  public var byteCount: Int { status.byteCount }

  /// Opens it for reading; throws where it is not there, cannot be read, or is no regular file.
  public init(_ path: String) throws(FileError) {
    self.path = path
    do throws(SystemError) {
      // A socket cannot be opened at all.
      guard try FileStatus(path).kind != .socket else { throw SystemError(ENXIO, "it is a socket") }
      // Without O_NONBLOCK opening a pipe would wait for its other end.
      descriptor = try Descriptor(path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
      status = try FileStatus(descriptor: descriptor.number)
      guard status.kind == .regular else { throw SystemError(EINVAL, "it is \(status.kind.rawValue)") }
    } catch {
      throw FileError(path, "cannot be read (\(error))")
    }
  }

  /// Reads from byte `offset` until `buffer` is full or the file ends; the number of bytes read.
  public func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError) -> Int {
    var filled = 0
    while filled < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      do throws(SystemError) {
        let count = try SystemCall.check { pread(descriptor.number, rest.baseAddress, rest.count, off_t(offset + filled)) }
        if count == 0 { break }
        filled += count
      } catch {
        throw FileError(path, "cannot be read (\(error))")
      }
    }
    return filled
  }

  /// All bytes of the file. Their number is asked before any memory is taken, and again while reading: a file may grow, and those
  /// of `/proc` say 0.
  ///
  /// - Parameters:
  ///   - limit: More bytes are refused.
  ///   - what: What a file of more bytes is not, for the message: `a config file`.
  public func contents(limit: Int, of what: String = "such a file") throws(FileError) -> [UInt8] {
    guard byteCount <= limit else { throw tooLarge("\(byteCount) bytes", limit, what) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(byteCount)
    // A byte more than there should be finds the end in one go.
    var piece = min(max(byteCount + 1, 4096), 1 << 20)
    while true {
      piece = min(piece, limit - bytes.count + 1)
      let start = bytes.count
      let end = start + piece
      bytes.append(contentsOf: repeatElement(0, count: piece))
      let count = try bytes.withUnsafeMutableBufferPointer { buffer throws(FileError) in
        try read(into: UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[start..<end])), at: start)
      }
      bytes.removeLast(piece - count)
      guard bytes.count <= limit else { throw tooLarge("more than \(limit) bytes", limit, what) }
      if count < piece { return bytes }
    }
  }

  private func tooLarge(_ size: String, _ limit: Int, _ what: String) -> FileError {
    FileError(path, "has \(size), and \(what) has at most \(limit); choose the right file")
  }

  /// All bytes of the file at `path`, which must be a regular file of at most `limit` bytes.
  public static func contents(of path: String, limit: Int, what: String = "such a file") throws(FileError) -> [UInt8] {
    try RegularFile(path).contents(limit: limit, of: what)
  }
}
