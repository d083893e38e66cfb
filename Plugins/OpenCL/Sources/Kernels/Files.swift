#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The little that the kernel cache asks of the file system. `errno` says why something failed.
enum Files {
  static func content(of path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_size > 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    let total = bytes.count
    let complete = bytes.withUnsafeMutableBytes { buffer in
      transfer(total) { offset, count in read(file, buffer.baseAddress?.advanced(by: offset), count) }
    }
    return complete ? bytes : nil
  }

  /// Creates a folder and those above it.
  static func makeFolder(_ path: String) -> Bool {
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      made += "/" + part
      guard mkdir(made, 0o755) == 0 || errno == EEXIST || errno == EROFS || errno == EACCES else { return false }
    }
    return true
  }

  /// Writes a file under a name of its own, then renames it: another process sees the old file or the new one.
  static func replace(_ path: String, with bytes: [UInt8]) -> Bool {
    var template = Array("\(path).XXXXXX".utf8CString)
    let file = mkstemp(&template)
    guard file >= 0 else { return false }
    let written = bytes.withUnsafeBytes { buffer in
      transfer(bytes.count) { offset, count in write(file, buffer.baseAddress?.advanced(by: offset), count) }
    }
    guard close(file) == 0, written, rename(template, path) == 0 else {
      unlink(template)
      return false
    }
    return true
  }

  /// Repeats a system call that moves fewer bytes than asked for.
  private static func transfer(_ count: Int, _ step: (_ offset: Int, _ count: Int) -> Int) -> Bool {
    var done = 0
    while done < count {
      let moved = step(done, count - done)
      if moved < 0 && errno == EINTR { continue }
      guard moved > 0 else { return false }
      done += moved
    }
    return true
  }
}
