#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Names that stand for other files.
public enum SymbolicLink {
  /// Makes `path` stand for `target`, a name in the same folder, in one step: whoever reads it finds what it stood for before or the
  /// new one.
  public static func point(_ path: String, to target: String) throws(FileError) {
    let temporary = TemporaryFile.newName(beside: path)
    do throws(SystemError) {
      try SystemCall.check(temporary) { symlink(target, $0) }
      do throws(SystemError) {
        try SystemCall.check(temporary) { rename($0, path) }
      } catch {
        unlink(temporary)
        throw error
      }
      Folder.synchronize(FolderPath.of(path))
    } catch {
      throw FileError(path, "cannot be written (\(error)); \(error.remedyForWriting)")
    }
  }

  /// The name that a link stands for; nil where there is no such link.
  public static func target(_ path: String) -> String? { try? WriteTarget.link(path) }
}
