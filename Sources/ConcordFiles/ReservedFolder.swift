#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A folder that is this process's alone, for what it will write there: made, or found empty, and locked against others.
///
/// Dropped without `keep`, it is removed again where this process made it and nothing is in it.
public final class ReservedFolder {
  /// Where the folder lies.
  public let path: String
  private let lock: FolderLock
  private let made: [String]
  private var isKept = false

  private static let lockName = ".concord-lock"

  /// - Throws: Where something is in it, where another process has it, where it cannot be made.
  public init(_ folder: String) throws(FileError) {
    let path = Self.trimmed(folder)
    self.path = path
    guard !path.isEmpty else { throw FileError(folder, "is no folder that can be made; give it a name") }
    if let kind = (try? FileStatus(path))?.kind, kind != .folder {
      throw FileError(path, "is \(kind.rawValue), and a folder is needed; name another")
    }
    made = try Self.make(path) ? [path] : []
    do throws(FileError) {
      // Before the lock, so that nothing is written into a folder that is somebody's.
      try Self.checkEmpty(path)
      guard let lock = try FolderLock(path, name: Self.lockName) else {
        throw FileError(path, "is being written by another process; name another folder")
      }
      self.lock = lock
      // Only now does nobody else write there.
      try Self.checkEmpty(path)
      for name in try Folder.names(path) where TemporaryFile.isTemporary(name) { TemporaryFile.removeIfDead(path + "/" + name) }
    } catch {
      Folder.remove(emptied: made)
      throw error
    }
  }

  /// A folder that such a one was, with what is in it.
  ///
  /// - Parameters:
  ///   - folder: Where it lies.
  ///   - file: A name that is in it where it is one.
  /// - Throws: Where it is not there, or where another process has it.
  public init(reopening folder: String, holding file: String) throws(FileError) {
    let path = Self.trimmed(folder)
    self.path = path
    made = []
    isKept = true
    guard try Folder.names(path).contains(file) else {
      throw FileError(path, "holds no '\(file)'; name a folder that `concord train --run` made")
    }
    guard let lock = try FolderLock(path, name: Self.lockName) else {
      throw FileError(path, "is being written by another process; wait for it, or end it")
    }
    self.lock = lock
    for name in try Folder.names(path) where TemporaryFile.isTemporary(name) { TemporaryFile.removeIfDead(path + "/" + name) }
  }

  /// The folder stays: what was to be in it is.
  public func keep() { isKept = true }

  deinit {
    lock.removeFile()
    if !isKept { Folder.remove(emptied: made) }
  }

  /// Makes the folder, not those above it: a path that was mistyped should not be made. Whether it was not there.
  private static func make(_ path: String) throws(FileError) -> Bool {
    do throws(SystemError) {
      try SystemCall.check(path) { mkdir($0, 0o777) }
      return true
    } catch {
      guard error.code != EEXIST, (try? FileStatus(path))?.kind != .folder else { return false }
      throw FileError(path, "cannot be made (\(error)); choose a place that exists and is yours")
    }
  }

  /// What killed processes left is no content: their lock, and files that they had not finished.
  private static func checkEmpty(_ path: String) throws(FileError) {
    guard let name = try Folder.names(path).sorted().first(where: { $0 != lockName && !TemporaryFile.isTemporary($0) })
    else { return }
    let remedy = path == "/" ? "name another" : "name another, or remove what is in it"
    throw FileError(
      path, "is not empty (it holds '\(name.printable(limit: 100))'), and a folder for this alone is needed; \(remedy)")
  }

  /// Without slashes at its end.
  public static func trimmed(_ folder: String) -> String {
    var folder = folder[...]
    while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
    return String(folder)
  }
}
