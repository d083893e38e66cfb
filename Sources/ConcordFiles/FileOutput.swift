#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that will be written, reserved now: what would keep it from being written shows before the work whose result it holds.
///
/// A file appears whole or not at all; what was there before stays until then, and its mode, its owner and a symbolic link that
/// leads to it stay altogether. Devices, pipes and `/dev/fd/N` are written into. Dropped without a `write`, it leaves nothing.
public final class FileOutput {
  /// Where it is to lie in the end.
  public let path: String
  private let destination: Destination

  private enum Destination {
    case file(TemporaryFile, FileStatus, name: String)
    case stream(Descriptor)
  }

  /// Looks at what is at `path` now; throws where nothing can be written there.
  public init(_ path: String) throws(FileError) {
    self.path = path
    do throws(SystemError) {
      switch try WriteTarget(path) {
      case .file(let place, let replaces):
        let name = FolderPath.name(place)
        guard !name.isEmpty, name != ".", name != ".." else { throw SystemError(EISDIR) }
        let folder = try FileStatus(FolderPath.of(place))
        destination = .file(try TemporaryFile(beside: place, replaces: replaces), folder, name: name)
      // Without O_NONBLOCK opening a pipe would wait for somebody to read it, perhaps for ever.
      case .stream(let place): destination = .stream(try Descriptor(place, O_WRONLY | O_NONBLOCK | O_NOCTTY))
      case .descriptor(let number): destination = .stream(try Descriptor(duplicating: number))
      }
    } catch {
      throw Self.failure(path, error)
    }
  }

  /// Takes room for so many bytes on the disk.
  public func reserve(_ byteCount: Int) throws(FileError) {
    guard case .file(let file, _, _) = destination else { return }
    do throws(SystemError) { try file.reserve(byteCount) } catch { throw Self.failure(path, error) }
  }

  /// Once.
  public func write(_ bytes: [UInt8]) throws(FileError) {
    do throws(SystemError) {
      try bytes.withUnsafeBufferPointer { bytes throws(SystemError) in
        switch destination {
        case .file(let file, _, _): try file.publish(UnsafeRawBufferPointer(bytes))
        case .stream(let descriptor): try SystemCall.write(UnsafeRawBufferPointer(bytes), to: descriptor.number)
        }
      }
    } catch {
      throw Self.failure(path, error)
    }
  }

  /// Writes the text as UTF-8.
  public func write(_ text: String) throws(FileError) { try write(Array(text.utf8)) }

  /// Whether both would take one file's place, so that the later one would destroy what the other wrote.
  public func collides(with other: FileOutput) -> Bool {
    guard case .file(_, let folder, let name) = destination, case .file(_, let otherFolder, let otherName) = other.destination
    else { return false }
    return name == otherName && folder.isSameFile(as: otherFolder)
  }

  private static func failure(_ path: String, _ error: SystemError) -> FileError {
    if error.code == EISDIR { return FileError(path, "cannot be written (\(error)); choose a file's name") }
    // What opening a pipe for writing answers where nobody reads.
    let reason = error == SystemError(ENXIO) ? "nobody reads this pipe" : error.description
    return FileError(path, "cannot be written (\(reason)); \(error.remedyForWriting)")
  }
}
