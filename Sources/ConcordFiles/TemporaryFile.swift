#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that is being written beside the one whose place it will take. Where the system can, it has no name until then, so that
/// a process that is killed leaves nothing; elsewhere it is called `.NAME.concord-PID-…`, and the next who writes there removes
/// what a dead process left.
final class TemporaryFile {
  private let target: String
  private let descriptor: Descriptor
  /// Nil while it has none.
  private var name: String?

  /// - Parameter replaces: The file that it will replace, whose mode and owner it takes over.
  init(beside target: String, replaces: FileStatus?) throws(SystemError) {
    self.target = target
    if replaces != nil { try SystemCall.check(target) { access($0, W_OK) } }
    let mode = mode_t(replaces?.permissions ?? 0o666)
    Self.removeLeftovers(of: target)
    do throws(SystemError) {
      descriptor = try Self.nameless(in: FolderPath.of(target), mode)
    } catch  where [EOPNOTSUPP, EISDIR, EINVAL, ENOENT, EACCES].contains(error.code) {
      // Old kernels and some file systems have no nameless files; what else is wrong, the second attempt says.
      (descriptor, name) = try Self.named(beside: target, mode)
    }
    flock(descriptor.number, LOCK_EX | LOCK_NB)
    guard let replaces else { return }
    // Who may not give files away keeps it.
    _ = fchown(descriptor.number, replaces.owner, replaces.group)
    try SystemCall.check { Int(fchmod(descriptor.number, mode)) }
  }

  deinit {
    if let name { unlink(name) }
  }

  /// Takes room on the disk, so that what is written later finds it.
  func reserve(_ byteCount: Int) throws(SystemError) {
    #if os(Linux)
      guard byteCount > 0 else { return }
      let code = posix_fallocate(descriptor.number, 0, off_t(byteCount))
      guard [ENOSPC, EFBIG, EDQUOT].contains(code) else { return }
      throw SystemError(code)
    #endif
  }

  /// Writes all of it and puts it in its place, where it stays also when the machine stops at once.
  func publish(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
    try SystemCall.write(bytes, to: descriptor.number)
    try SystemCall.check { Int(ftruncate(descriptor.number, off_t(bytes.count))) }
    try SystemCall.check { Int(fsync(descriptor.number)) }
    let name = if let name { name } else { try link() }
    self.name = name
    try SystemCall.check(name) { rename($0, target) }
    self.name = nil
    Folder.synchronize(FolderPath.of(target))
  }

  // MARK: Names

  private static let mark = ".concord-"

  private static func prefix(of target: String) -> String {
    // Names have 255 bytes at most.
    "." + String(decoding: FolderPath.name(target).utf8.prefix(180), as: UTF8.self) + mark
  }

  static func newName(beside target: String) -> String {
    let random = String(UInt64.random(in: 0 ... .max), radix: 36)
    return "\(FolderPath.of(target))/\(prefix(of: target))\(getpid())-\(random)"
  }

  private static func nameless(in folder: String, _ mode: mode_t) throws(SystemError) -> Descriptor {
    #if os(Linux)
      // O_TMPFILE of the headers, which Swift does not see: a bit of its own, and O_DIRECTORY.
      return try Descriptor(folder, O_WRONLY | 0o20_000_000 | O_DIRECTORY, mode: mode)
    #else
      throw SystemError(EOPNOTSUPP)
    #endif
  }

  private static func named(beside target: String, _ mode: mode_t) throws(SystemError) -> (Descriptor, String) {
    let name = newName(beside: target)
    return (try Descriptor(name, O_WRONLY | O_CREAT | O_EXCL, mode: mode), name)
  }

  /// Gives the nameless file a name.
  private func link() throws(SystemError) -> String {
    let name = Self.newName(beside: target)
    try SystemCall.check(name) {
      linkat(AT_FDCWD, "/proc/self/fd/\(descriptor.number)", AT_FDCWD, $0, AT_SYMLINK_FOLLOW)
    }
    return name
  }

  /// Who writes such a file holds a lock on it, which the system takes back when the process ends, however it ends.
  private static func removeLeftovers(of target: String) {
    let (folder, prefix) = (FolderPath.of(target), prefix(of: target))
    for name in (try? Folder.names(folder)) ?? [] where name.hasPrefix(prefix) { Self.removeIfDead("\(folder)/\(name)") }
  }

  static func removeIfDead(_ path: String) {
    guard let file = try? Descriptor(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW) else { return }
    if flock(file.number, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
  }

  /// Whether a name is one that this type gives.
  static func isTemporary(_ name: String) -> Bool {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    return name.hasPrefix(".") && parts.count >= 3 && parts[parts.count - 3].hasSuffix(mark.dropLast())
      && Int(parts[parts.count - 2]) != nil
  }
}
