#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why the system refused something: an `errno`, in words.
public struct SystemError: Error, Sendable, Equatable, CustomStringConvertible {
  /// As in `errno.h`.
  public let code: Int32
  public let description: String

  /// The system's error of this number, an `errno`.
  public init(_ code: Int32) {
    self.code = code
    description = Self.words(code)
  }

  init(_ code: Int32, _ description: String) {
    self.code = code
    self.description = description
  }

  /// Of the call of this thread that failed last.
  public static var last: SystemError { SystemError(errno) }

  /// What to do about it where a file was to be written.
  var remedyForWriting: String {
    switch code {
    case ENOSPC, EDQUOT: "free some space, or choose another disk; what was there before is untouched"
    case ENOENT, ENOTDIR: "choose a folder that exists and is yours"
    case EFBIG: "raise the limit on the size of files, or choose another disk"
    case ENAMETOOLONG, EILSEQ, EINVAL: "choose another name"
    case EMFILE, ENFILE: "raise the limit on open files"
    case EPIPE, ENXIO: "start what reads it first, and keep it running"
    default: "choose a folder that exists and is yours"
    }
  }

  private static func words(_ code: Int32) -> String {
    switch code {
    case ENOENT: "no such file or folder"
    case EACCES, EPERM: "permission denied"
    case EROFS: "the disk can only be read"
    case ENOSPC: "no space left on the disk"
    case EDQUOT: "the quota of disk space is used up"
    case EFBIG: "it would be larger than files may be"
    case EISDIR: "it is a folder"
    case ENOTDIR: "a part of its path is not a folder"
    case ELOOP: "its symbolic links go round in a circle"
    case ENAMETOOLONG: "its name is too long"
    case EMFILE, ENFILE: "too many files are open"
    case EEXIST: "there is something of that name"
    case ENOTEMPTY: "it is not empty"
    case EIO: "the disk reports an error"
    case EPIPE: "nobody reads it any more"
    case ENOMEM: "not enough memory"
    case EBADF: "it is closed"
    default: String(cString: strerror(code)).lowercased() + ", errno \(code)"
    }
  }
}
