import ConcordFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// An empty folder of this process alone, in which a driver may write files and run them. It goes when the process ends; what a process
/// that was killed left is removed by the next one.
struct ProcessFolder: Sendable {
  let path: String
  /// Held as long as the process lives.
  private let lock: FolderLock
  private let process = getpid()

  private static let prefix = "concord-opencl-"

  /// In the first of `places` where it can be.
  ///
  /// - Returns: Why it cannot be in those before, or in any.
  static func make(in places: [String]) -> (folder: ProcessFolder?, problems: [String]) {
    var problems: [String] = []
    for place in places {
      do throws(FileError) {
        return (try ProcessFolder(in: place), problems)
      } catch {
        problems.append("\(error)")
      }
    }
    return (nil, problems)
  }

  private init(in place: String) throws(FileError) {
    try Folder.make(place, mode: 0o700)
    guard !Self.forbidsRunning(place) else { throw FileError(place, "is on a disk from which no code may be run (noexec)") }
    Self.removeLeftovers(in: place)
    // A folder without a lock is a leftover to others, who may remove it before it has one.
    for _ in 0..<10 {
      var template = Array("\(place)/\(Self.prefix)XXXXXX".utf8CString)
      guard mkdtemp(&template) != nil else { throw FileError(place, "cannot hold a folder of Concord's (\(SystemError.last))") }
      let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
      guard let lock = try? FolderLock(path) else { continue }
      (self.path, self.lock) = (path, lock)
      return
    }
    throw FileError(place, "cannot hold a locked folder of Concord's; choose a disk that has locks")
  }

  /// Only in the process that made it: what that process forks may end before it.
  func remove() {
    if getpid() == process { Self.remove(path) }
  }

  private static func forbidsRunning(_ place: String) -> Bool {
    var status = statvfs()
    // ST_NOEXEC of the headers, which Swift does not see.
    return statvfs(place, &status) == 0 && status.f_flag & 8 != 0
  }

  private static func removeLeftovers(in place: String) {
    for name in (try? Folder.names(place)) ?? [] where name.hasPrefix(prefix) {
      let path = place + "/" + name
      guard let status = try? FileStatus(path, followsLinks: false), status.kind == .folder, status.owner == geteuid(),
        let lock = try? FolderLock(path)
      else { continue }
      withExtendedLifetime(lock) { remove(path) }
    }
  }

  private static func remove(_ path: String) {
    for name in (try? Folder.names(path)) ?? [] {
      let inner = path + "/" + name
      if (try? FileStatus(inner, followsLinks: false))?.kind == .folder { remove(inner) } else { unlink(inner) }
    }
    rmdir(path)
  }
}
