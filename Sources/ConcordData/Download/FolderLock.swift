#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Keeps other processes from downloading into a folder. The system takes it back when the process ends, however it ends.
struct FolderLock: ~Copyable {
  private let descriptor: Int32

  /// Waits until it is free.
  init(_ folder: String) async throws(DataError) {
    let path = "\(folder)/.lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Self.refused(path) }
    // Asked again and again rather than waited for, which would hold a thread of the task pool.
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else { throw Self.refused(path) }
      do {
        try await Task.sleep(for: .milliseconds(100))
      } catch {
        throw Downloader.stopped(path)
      }
    }
  }

  deinit { close(descriptor) }

  consuming func release() {}

  private static func refused(_ path: String) -> DataError {
    DataError(
      .inaccessible, path, expected: "a file that can be written to and locked", found: FileSystem.lastError,
      remedy: "make the folder writable, or name a folder that holds the data with --data-dir")
  }
}
