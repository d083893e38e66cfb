#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Keeps a folder to one process at a time. The system takes the lock back when the process ends, however it ends.
public final class FolderLock: Sendable {
  private let file: Descriptor
  private let path: String

  /// Waits until it is free.
  ///
  /// - Parameters:
  ///   - folder: What is locked.
  ///   - name: Of the lock's file, which stays in the folder.
  /// - Throws: `FileError`; `CancellationError` where the task is cancelled meanwhile.
  public static func waiting(_ folder: String, name: String = ".lock") async throws -> FolderLock {
    while true {
      if let lock = try FolderLock(folder, name: name) { return lock }
      // Asked again and again rather than waited for, which would hold a thread of the task pool.
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  /// Nil where another process has it.
  ///
  /// - Parameters:
  ///   - folder: What is locked.
  ///   - name: Of the lock's file, which stays in the folder.
  public init?(_ folder: String, name: String = ".lock") throws(FileError) {
    path = folder + "/" + name
    do throws(SystemError) {
      while true {
        let file = try Descriptor(path, O_RDWR | O_CREAT | O_NONBLOCK | O_NOFOLLOW, mode: 0o644)
        do throws(SystemError) {
          try SystemCall.check { Int(flock(file.number, LOCK_EX | LOCK_NB)) }
        } catch  where error.code == EWOULDBLOCK {
          return nil
        }
        // Whoever had it may have removed the file since it was opened: then the lock is on nothing.
        let opened = try FileStatus(descriptor: file.number)
        guard let there = try? FileStatus(path, followsLinks: false), there.isSameFile(as: opened) else { continue }
        self.file = file
        return
      }
    } catch {
      throw FileError(folder, "cannot be locked (\(error)); choose a folder that is yours, on a disk that has locks")
    }
  }

  /// Removes the lock's file; once, and while it is held, so that it is nobody else's.
  func removeFile() { unlink(path) }
}
