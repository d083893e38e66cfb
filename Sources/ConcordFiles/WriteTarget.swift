#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where the bytes go that are written to a path: to a file that is replaced as a whole, or into something that takes them as they
/// come and must not be replaced.
enum WriteTarget: Equatable {
  /// A file of that name, which no symbolic link stands for any more, in the place of the one that is there.
  case file(path: String, replaces: FileStatus?)
  /// A device or a pipe.
  case stream(path: String)
  /// A descriptor of this process: `/dev/stdout`, `/dev/fd/63`.
  case descriptor(Int32)

  /// - Throws: Where nothing can be written there, as far as that can be said before.
  init(_ path: String) throws(SystemError) {
    guard !path.isEmpty else { throw SystemError(ENOENT, "its name is empty") }
    var place = path
    // As many links as Linux follows.
    for _ in 0..<40 {
      if let descriptor = Self.descriptor(place) {
        self = .descriptor(descriptor)
        return
      }
      let status: FileStatus?
      do throws(SystemError) {
        status = try FileStatus(place, followsLinks: false)
      } catch  where error.code == ENOENT {
        status = nil
      }
      switch status?.kind {
      case nil, .regular:
        self = .file(path: place, replaces: status)
        return
      case .link:
        let target = try Self.link(place)
        place = target.hasPrefix("/") ? target : FolderPath.of(place) + "/" + target
      case .namedPipe, .device:
        self = .stream(path: place)
        return
      case .folder: throw SystemError(EISDIR)
      case .socket: throw SystemError(ENXIO, "it is a socket")
      case .unknown: throw SystemError(EINVAL, FileStatus.Kind.unknown.rawValue)
      }
    }
    throw SystemError(ELOOP)
  }

  /// The number in `/dev/fd/N` and the like.
  ///
  /// Opening such a path again would write over the beginning of a file that the shell opened, and fail for a socket.
  private static func descriptor(_ path: String) -> Int32? {
    for prefix in ["/proc/self/fd/", "/proc/\(getpid())/fd/", "/dev/fd/"] where path.hasPrefix(prefix) {
      return Int32(path.dropFirst(prefix.count))
    }
    switch path {
    case "/dev/stdout": return STDOUT_FILENO
    case "/dev/stderr": return STDERR_FILENO
    default: return nil
    }
  }

  static func link(_ path: String) throws(SystemError) -> String {
    var target = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = try SystemCall.check(path) { Int32(readlink($0, &target, target.count)) }
    guard let text = String(validating: target.prefix(Int(count)), as: UTF8.self) else {
      throw SystemError(EILSEQ, "it is a symbolic link to a name that is not UTF-8 text")
    }
    return text
  }
}
