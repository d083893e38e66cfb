#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the system says of a file.
public struct FileStatus: Sendable, Equatable {
  /// What can stand at a path, in the words of an error.
  public enum Kind: String, Sendable {
    /// A regular file, which has bytes.
    case regular = "a file"
    /// A folder.
    case folder = "a folder"
    /// A named pipe.
    case namedPipe = "a named pipe"
    /// A device of characters or blocks.
    case device = "a device"
    /// A socket.
    case socket = "a socket"
    /// A symbolic link, where links were not followed.
    case link = "a symbolic link"
    /// Nothing of the above.
    case unknown = "something that is neither a file nor a folder"
  }

  /// What stands at the path.
  public let kind: Kind
  /// The size in bytes, as the system tells it.
  public let byteCount: Int
  /// The user's number.
  public let owner: UInt32
  /// The group's number.
  public let group: UInt32
  /// The lower twelve bits of its mode.
  public let permissions: UInt32
  /// With ``inode`` its identity.
  public let device: UInt64
  /// The number of the file within its device.
  public let inode: UInt64

  /// Of what is at `path`.
  ///
  /// - Parameters:
  ///   - path: What is looked at.
  ///   - followsLinks: Of what a symbolic link leads to, instead of the link itself.
  public init(_ path: String, followsLinks: Bool = true) throws(SystemError) {
    var status = stat()
    try SystemCall.check(path) { followsLinks ? stat($0, &status) : lstat($0, &status) }
    self.init(status)
  }

  /// Of an open file.
  public init(descriptor: Int32) throws(SystemError) {
    var status = stat()
    try SystemCall.check { Int(fstat(descriptor, &status)) }
    self.init(status)
  }

  private init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .folder
      case S_IFIFO: .namedPipe
      case S_IFCHR, S_IFBLK: .device
      case S_IFSOCK: .socket
      case S_IFLNK: .link
      default: .unknown
      }
    byteCount = Int(status.st_size)
    owner = status.st_uid
    group = status.st_gid
    permissions = UInt32(status.st_mode & 0o7777)
    device = UInt64(truncatingIfNeeded: status.st_dev)
    inode = UInt64(truncatingIfNeeded: status.st_ino)
  }

  /// Whether both are one file, by whatever paths it was found.
  public func isSameFile(as other: FileStatus) -> Bool { device == other.device && inode == other.inode }
}
