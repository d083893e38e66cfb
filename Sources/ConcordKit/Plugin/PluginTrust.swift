import ConcordFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Whether a plugin may be loaded, judged by who could change it: its code does whatever this user may.
enum PluginTrust {
  /// - Throws: Who, that could not change this program, could change the file or a folder above it, and what to do.
  static func check(_ path: String) throws(FileError) { try FileTrust.check(path, asMuchAs: programPath) }

  /// Of this process's program, without links; nil where the system does not say.
  static let programPath: String? = {
    guard let text = realpath("/proc/self/exe", nil) else { return nil }
    defer { free(text) }
    return String(cString: text)
  }()
}
