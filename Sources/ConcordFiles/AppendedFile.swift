#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that grows by whole pieces, each on the disk before the call that appends it returns.
///
/// What cannot be written whole is taken back, so that the file ends with a whole piece also where the disk is full. Only where
/// the machine itself stops can a last piece be torn; who reads the file again looks for that.
public final class AppendedFile {
  /// Where the file lies.
  public let path: String
  private let descriptor: Descriptor

  /// Makes the file where it is not there.
  public init(_ path: String) throws(FileError) {
    self.path = path
    do throws(SystemError) {
      descriptor = try Descriptor(path, O_WRONLY | O_CREAT | O_APPEND | O_NONBLOCK | O_NOCTTY, mode: 0o666)
      let kind = try FileStatus(descriptor: descriptor.number).kind
      guard kind == .regular else { throw SystemError(EINVAL, "it is \(kind.rawValue)") }
    } catch {
      throw FileError(path, "cannot be written (\(error)); \(error.remedyForWriting)")
    }
  }

  /// - Parameters:
  ///   - bytes: What comes behind all that is there.
  ///   - isDurable: Whether it waits for the disk.
  public func append(_ bytes: [UInt8], isDurable: Bool = true) throws(FileError) {
    do throws(SystemError) {
      let before = try FileStatus(descriptor: descriptor.number).byteCount
      do throws(SystemError) {
        try bytes.withUnsafeBufferPointer { bytes throws(SystemError) in
          try SystemCall.write(UnsafeRawBufferPointer(bytes), to: descriptor.number)
        }
        if isDurable { try SystemCall.check { Int(fsync(descriptor.number)) } }
      } catch {
        ftruncate(descriptor.number, off_t(before))
        throw error
      }
    } catch {
      throw FileError(path, "cannot be written (\(error)); \(error.remedyForWriting)")
    }
  }

  /// Appends the text; with `isDurable` it is on the disk when this returns. A failure throws what the system said.
  public func append(_ text: String, isDurable: Bool = true) throws(FileError) {
    try append(Array(text.utf8), isDurable: isDurable)
  }
}
