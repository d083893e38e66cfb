import ConcordKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file without a name that takes what a process prints.
final class PrintedText: Sendable {
  let descriptor: Int32

  init() throws(BackendError) {
    var path = Array("/tmp/concord-worker-XXXXXX".utf8CString)
    descriptor = mkstemp(&path)
    guard descriptor >= 0 else {
      throw BackendError(.internal, "no file in /tmp for what a worker prints: \(String(cString: strerror(errno)))")
    }
    unlink(path)
    // The worker's own descriptors are copies, which it keeps.
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    _ = fcntl(descriptor, F_SETFL, O_APPEND)
  }

  deinit { close(descriptor) }

  var byteCount: Int {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
  }

  /// At most four kilobytes from `start` on.
  func text(from start: Int) -> String {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = pread(descriptor, &bytes, bytes.count, off_t(start))
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }
}
