#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file open for reading, closed when it goes. Pipes, devices, sockets and folders are refused by what they are, without
/// waiting for them.
public struct RegularFile: ~Copyable, Sendable {
  public let path: String
  /// As it was when the file was opened.
  public let status: FileStatus
  private let descriptor: Int32

  public var byteCount: Int { status.byteCount }

  public init(_ path: String) throws(FileError) {
    (descriptor, status) = try Self.open(path)
    self.path = path
  }

  private static func open(_ path: String) throws(FileError) -> (Int32, FileStatus) {
    do throws(SystemError) {
      // Without O_NONBLOCK opening a pipe would wait for its other end. A socket cannot be opened at all.
      let status = try FileStatus(path)
      guard status.kind != .socket else { throw SystemError(ENXIO, "it is a socket") }
      let descriptor = try SystemCall.check(path) { systemOpen($0, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) }
      do throws(SystemError) {
        let opened = try FileStatus(descriptor: descriptor)
        guard opened.kind == .regular else { throw SystemError(EINVAL, "it is \(opened.kind.rawValue)") }
        return (descriptor, opened)
      } catch {
        close(descriptor)
        throw error
      }
    } catch {
      throw FileError(path, "cannot be read (\(error))")
    }
  }

  deinit { close(descriptor) }

  /// Reads from byte `offset` until `buffer` is full or the file ends; the number of bytes read.
  public borrowing func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError) -> Int {
    var filled = 0
    while filled < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      do throws(SystemError) {
        let count = try SystemCall.check { pread(descriptor, rest.baseAddress, rest.count, off_t(offset + filled)) }
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
  public borrowing func contents(limit: Int, of what: String = "such a file") throws(FileError) -> [UInt8] {
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

  private borrowing func tooLarge(_ size: String, _ limit: Int, _ what: String) -> FileError {
    FileError(path, "has \(size), and \(what) has at most \(limit); choose the right file")
  }

  /// All bytes of the file at `path`, which must be a regular file of at most `limit` bytes.
  public static func contents(of path: String, limit: Int, what: String = "such a file") throws(FileError) -> [UInt8] {
    let file = try RegularFile(path)
    return try file.contents(limit: limit, of: what)
  }
}

/// `open` without its variable arguments, which need a name of their own inside a type that has an `open`.
func systemOpen(_ path: UnsafePointer<CChar>, _ flags: Int32, _ mode: mode_t = 0) -> Int32 { open(path, flags, mode) }
