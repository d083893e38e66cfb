import ConcordFiles

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

/// The few calls of the system that reading and downloading need, with errors of data sets.
enum FileSystem {
  /// What is at `path`; nil where nothing is.
  ///
  /// - Throws: `inaccessible` where the system does not say.
  static func kind(of path: String, followsLinks: Bool = true) throws(DataError) -> FileStatus.Kind? {
    do throws(SystemError) {
      return try FileStatus(path, followsLinks: followsLinks).kind
    } catch {
      if error.code == ENOENT || error.code == ENOTDIR { return nil }
      throw DataError(
        .inaccessible, path, expected: "to see what it is", found: "that this cannot be seen (\(error))",
        remedy: "check the path, its links, and the rights of the folders above it")
    }
  }

  static func isFolder(_ path: String) throws(DataError) -> Bool { try kind(of: path) == .folder }

  /// Names of what is in a folder, without those that begin with a dot, in the order of their bytes.
  static func names(in folder: String) throws(DataError) -> [String] {
    func refused(_ code: DataError.Code, _ found: String) -> DataError {
      DataError(
        code, folder, expected: "a folder that can be read", found: found,
        remedy: "check the path, and that the folder is readable")
    }
    switch try kind(of: folder) {
    case .folder?: break
    case nil: throw refused(.notFound, "no such file or folder")
    case let kind?: throw refused(.inaccessible, kind.rawValue)
    }
    do throws(FileError) {
      return try Folder.names(folder).filter { $0.utf8.first != UInt8(ascii: ".") }
        .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    } catch {
      throw refused(.inaccessible, "one that \(error.problem)")
    }
  }

  /// Names of the folders in `folder`, in order.
  static func folders(in folder: String) throws(DataError) -> [String] {
    var folders: [String] = []
    for name in try names(in: folder) {
      let path = "\(folder)/\(name)"
      switch try kind(of: path) {
      case .folder?: folders.append(name)
      case nil:
        throw DataError(
          .inaccessible, path, expected: "a file or folder", found: "a link that leads to none",
          remedy: "mend the link, or remove it")
      default: continue
      }
    }
    return folders
  }

  static func createFolder(_ path: String) throws(DataError) {
    do throws(FileError) {
      try Folder.make(path)
    } catch {
      throw unwritable(path, "one that \(error.problem)")
    }
  }

  /// - Throws: `inaccessible` where no file can be made in a folder that is there.
  static func requireWritable(_ folder: String) throws(DataError) {
    guard access(folder, W_OK | X_OK) == 0 else { throw unwritable(folder, "one that is not (\(SystemError.last))") }
  }

  private static func unwritable(_ path: String, _ found: String) -> DataError {
    DataError(
      .inaccessible, path, expected: "a folder that can be written to", found: found,
      remedy: "make it writable, or name a folder that holds the data with --data-dir")
  }

  /// Puts `source` in the place of `target` in one step, so that `target` is never seen half-written.
  static func move(_ source: String, to target: String) throws(DataError) {
    guard rename(source, target) == 0 else {
      throw DataError(
        .inaccessible, target, expected: "to put '\(source)' in its place", found: "\(SystemError.last)",
        remedy: "make the folder writable, or name a folder that holds the data with --data-dir")
    }
  }

  /// Removes a file, or a folder with all in it. Nothing happens where there is none.
  static func remove(_ path: String) throws(DataError) {
    guard try kind(of: path, followsLinks: false) != nil else { return }
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw DataError(
        .inaccessible, path, expected: "to remove it", found: "that it cannot be removed (\(SystemError.last))",
        remedy: "remove it by hand, and make its folder writable")
    }
  }
}
