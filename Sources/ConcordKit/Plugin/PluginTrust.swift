import ConcordFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Whether a plugin may be loaded, judged by who could change it: its code does whatever this user may.
enum PluginTrust {
  /// - Throws: Who else could change the file or a folder above it, and what to do.
  static func check(_ path: String) throws(FileError) {
    do throws(FileError) {
      try FileTrust.check(path)
    } catch {
      // Who can change the program itself need not bother with a plugin beside it: a checkout that belongs to somebody else.
      guard let program = programPath, let plugin = real(path), folder(plugin) == folder(program) else { throw error }
      do throws(FileError) { try FileTrust.check(program) } catch _ { return }
      throw error
    }
  }

  /// Of this process's program; nil where the system does not say.
  static let programPath: String? = real("/proc/self/exe")

  private static func real(_ path: String) -> String? {
    guard let text = realpath(path, nil) else { return nil }
    defer { free(text) }
    return String(cString: text)
  }

  static func folder(_ path: String) -> Substring { path[..<(path.lastIndex(of: "/") ?? path.startIndex)] }
}
