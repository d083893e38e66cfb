#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One end of a pair of connected sockets between two processes, on which whole messages are sent: their length in 8 bytes (little
/// endian), and their bytes. Closed with its owner.
package struct Socket: ~Copyable {
  package let descriptor: Int32
  private let largestMessage: Int

  /// Takes over a descriptor.
  ///
  /// - Parameter largestMessage: Bytes. More than that is taken for the end.
  package init(_ descriptor: Int32, largestMessage: Int = 1 << 40) {
    self.descriptor = descriptor
    self.largestMessage = largestMessage
  }

  deinit { close(descriptor) }

  /// The descriptors of two ends, neither of which a child process inherits by itself.
  package static func pair() throws(BackendError) -> [Int32] {
    var ends: [Int32] = [-1, -1]
    #if canImport(Darwin)
      let type = SOCK_STREAM
    #else
      let type = Int32(SOCK_STREAM.rawValue)
    #endif
    guard socketpair(AF_UNIX, type, 0, &ends) == 0 else {
      throw BackendError(.internal, "no sockets for another process: \(String(cString: strerror(errno)))")
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return ends
  }

  /// - Returns: Whether the other end took it.
  package func send(_ message: [UInt8]) -> Bool {
    var rest = (withUnsafeBytes(of: UInt64(message.count).littleEndian) { Array($0) } + message)[...]
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

  package enum Received {
    case message([UInt8])
    /// The other end is closed.
    case ended
    /// Nothing came before the deadline.
    case late
  }

  /// Waits for a message.
  ///
  /// - Parameter deadline: nil: as long as it takes.
  package func receive(until deadline: ContinuousClock.Instant? = nil) -> Received {
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
        let length = frame.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(largestMessage) else { return .ended }
        wanted += Int(length)
      }
    }
    return .message(Array(frame[8...]))
  }
}
