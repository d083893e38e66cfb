#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The few calls of the system that reading and downloading need.
enum FileSystem {
  enum Kind {
    case file(byteCount: Int)
    case folder
    case other
  }

  /// What is at `path`; nil where nothing is.
  static func kind(of path: String) -> Kind? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file(byteCount: Int(status.st_size))
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  static func isFolder(_ path: String) -> Bool {
    if case .folder? = kind(of: path) { true } else { false }
  }

  /// Names of what is in a folder, without those that begin with a dot, in the order of their bytes.
  static func names(in folder: String) throws(DataError) -> [String] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      let isThere = kind(of: folder) != nil
      throw DataError(
        isThere ? .inaccessible : .notFound, folder, expected: "a folder that can be read",
        found: isThere ? isFolder(folder) ? "one that cannot" : "something else" : lastError,
        remedy: "check the path, and that the folder is readable")
    }
    return names.filter { !$0.hasPrefix(".") }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// What the last failed call of this thread complained of.
  static var lastError: String { String(cString: strerror(errno)) }

  /// A descriptor, or −1.
  static func openForReading(_ path: String) -> Int32 { open(path, O_RDONLY | O_CLOEXEC) }

  static func createFolder(_ path: String) throws(DataError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw DataError(
        .inaccessible, path, expected: "a folder that can be written to", found: lastError,
        remedy: "make it writable, or name a folder that holds the data with --data-dir")
    }
  }

  /// Puts `source` in the place of `target` in one step, so that `target` is never seen half-written.
  static func move(_ source: String, to target: String) throws(DataError) {
    guard rename(source, target) == 0 else {
      throw DataError(
        .inaccessible, target, expected: "to put '\(source)' in its place", found: lastError,
        remedy: "make the folder writable, or name a folder that holds the data with --data-dir")
    }
  }

  /// Removes a file, or a folder with all in it. Nothing happens where there is none.
  static func remove(_ path: String) {
    try? FileManager.default.removeItem(atPath: path)
  }
}
