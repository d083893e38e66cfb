#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Files that are written whole or not at all.
public enum AtomicFile {
  /// Writes to a temporary file beside `path` and renames it.
  public static func write(_ data: Data, to path: String) throws(FileError) {
    do {
      try data.write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw FileError(path, "cannot be written (\(reason(error))); choose a folder that exists and is yours")
    }
  }

  public static func write(_ text: String, to path: String) throws(FileError) {
    try write(Data(text.utf8), to: path)
  }

  /// Fails as `write` would, before the work whose result is to be written. What is at `path` stays as it is.
  public static func checkWritable(_ path: String) throws(FileError) {
    var isDirectory = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory {
      throw FileError(path, "cannot be written (it is a folder); choose a file's name")
    }
    let probe = "\(path).\(ProcessInfo.processInfo.processIdentifier).tmp"
    do throws(FileError) {
      try write(Data(), to: probe)
    } catch {
      throw FileError(path, error.problem)
    }
    try? FileManager.default.removeItem(atPath: probe)
  }

  /// Everything in the file at `path`.
  public static func read(_ path: String) throws(FileError) -> Data {
    var isDirectory = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory {
      throw FileError(path, "cannot be read (it is a folder)")
    }
    do {
      return try Data(contentsOf: URL(filePath: path))
    } catch {
      throw FileError(path, "cannot be read (\(reason(error)))")
    }
  }

  private static func reason(_ error: any Error) -> String {
    guard let error = error as? CocoaError else { return "\(error)" }
    switch error.code {
    case .fileNoSuchFile, .fileReadNoSuchFile: return "no such file or folder"
    case .fileReadNoPermission, .fileWriteNoPermission: return "permission denied"
    case .fileWriteOutOfSpace: return "no space left"
    default: return "error \(error.code.rawValue)"
    }
  }
}
