#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Files that are written whole or not at all: see ``FileOutput``.
public enum AtomicFile {
  /// Writes the bytes to `path`, whole or not at all.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) { try FileOutput(path).write(bytes) }

  /// Writes the text as UTF-8 to `path`, whole or not at all.
  public static func write(_ text: String, to path: String) throws(FileError) { try write(Array(text.utf8), to: path) }
}
