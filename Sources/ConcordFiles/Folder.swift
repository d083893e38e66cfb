#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Folders: what is in them, and making them.
public enum Folder {
  /// The names of all that is in a folder, in no order, without `.` and `..`. Names that are not UTF-8 text have U+FFFD in the
  /// place of what is not, as a name that cannot be opened again.
  public static func names(_ path: String) throws(FileError) -> [String] {
    do throws(SystemError) {
      let descriptor = try SystemCall.check(path) { systemOpen($0, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC) }
      guard let folder = fdopendir(descriptor) else {
        let error = SystemError.last
        close(descriptor)
        throw error
      }
      defer { closedir(folder) }
      var names: [String] = []
      while true {
        errno = 0
        guard let entry = readdir(folder) else {
          guard errno == 0 else { throw SystemError.last }
          return names
        }
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name != ".", name != ".." { names.append(name) }
      }
    } catch {
      throw FileError(path, "cannot be read (\(error))")
    }
  }

  /// Makes a folder, and those above it, where they are not there.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - mode: Of those that are made.
  /// - Returns: Those that were made, the outermost first.
  @discardableResult
  public static func make(_ path: String, mode: UInt32 = 0o777) throws(FileError) -> [String] {
    var made: [String] = []
    var place = path.hasPrefix("/") ? "" : "."
    do throws(SystemError) {
      guard !path.isEmpty else { throw SystemError(ENOENT, "its name is empty") }
      for part in path.split(separator: "/") {
        place += "/" + part
        do throws(SystemError) {
          try SystemCall.check(place) { mkdir($0, mode_t(mode)) }
          made.append(place)
        } catch {
          // A folder that is there may not be made again for other reasons too: a read-only disk, a folder above it that is not ours.
          if (try? FileStatus(place))?.kind == .folder { continue }
          throw error.code == EEXIST ? SystemError(ENOTDIR) : error
        }
      }
    } catch {
      remove(emptied: made)
      throw FileError(path, "cannot be made (\(error)); choose a place that exists and is yours")
    }
    return made
  }

  /// Removes folders that are empty, the innermost first; what is not empty stays.
  public static func remove(emptied folders: [String]) {
    for folder in folders.reversed() { rmdir(folder) }
  }

  /// Removes a file, or a link; nothing where there is none.
  public static func remove(file path: String) throws(FileError) {
    do throws(SystemError) {
      try SystemCall.check(path) { unlink($0) }
    } catch  where error.code == ENOENT {
    } catch {
      throw FileError(path, "cannot be removed (\(error)); choose a folder that is yours")
    }
  }

  /// Brings its entries to the disk: what was renamed is there when the folder is. Some file systems do not know how; what is in it
  /// is whole all the same.
  static func synchronize(_ path: String) {
    if let folder = try? Descriptor(path, O_RDONLY | O_DIRECTORY) { fsync(folder.number) }
  }
}
