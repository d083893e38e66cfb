import ConcordKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One end of a pair of connected sockets, on which whole messages are sent. Closed with its owner.
struct Socket: ~Copyable {
  let descriptor: Int32

  /// Takes over a descriptor.
  init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// The descriptors of two ends, neither of which a child process inherits by itself.
  static func pair() throws(BackendError) -> [Int32] {
    var ends: [Int32] = [-1, -1]
    #if canImport(Darwin)
      let type = SOCK_STREAM
    #else
      let type = Int32(SOCK_STREAM.rawValue)
    #endif
    guard socketpair(AF_UNIX, type, 0, &ends) == 0 else {
      throw BackendError(.internal, "no sockets for a worker process: \(String(cString: strerror(errno)))")
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return ends
  }

  /// - Returns: Whether the other end took it.
  func send(_ message: [UInt8]) -> Bool {
    var frame = MessageWriter()
    frame.write(message)
    var rest = frame.bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { bytes in
        #if canImport(Darwin)
          Darwin.send(descriptor, bytes.baseAddress, bytes.count, 0)
        #else
          Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        #endif
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  enum Received {
    case message([UInt8])
    /// The other end is closed.
    case ended
    /// Nothing came before the deadline.
    case late
  }

  /// Waits for a message.
  ///
  /// - Parameter deadline: nil: as long as it takes.
  func receive(until deadline: ContinuousClock.Instant? = nil) -> Received {
    var frame: [UInt8] = []
    var wanted = 8
    while frame.count < wanted {
      if let deadline {
        let left = ContinuousClock.now.duration(to: deadline).components
        let milliseconds = left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000
        guard milliseconds > 0 else { return .late }
        var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let ready = poll(&state, 1, Int32(clamping: milliseconds))
        if ready == 0 || (ready < 0 && errno == EINTR) { continue }
      }
      let missing = min(wanted - frame.count, 1 << 20)
      let piece = [UInt8](unsafeUninitializedCapacity: missing) { bytes, count in
        count = max(0, recv(descriptor, bytes.baseAddress, missing, 0))
      }
      guard !piece.isEmpty else { return .ended }
      frame += piece
      if wanted == 8, frame.count == 8 {
        var header = MessageReader(frame)
        guard let length = try? header.integer(), (0...(1 << 40)).contains(length) else { return .ended }
        wanted += length
      }
    }
    return .message(Array(frame[8...]))
  }
}
