#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One end of a pair of connected sockets between this process and one that compiles for it. What is sent are messages: their length
/// in 8 bytes (little endian), and their bytes.
struct CompilerSocket: ~Copyable {
  let descriptor: Int32

  /// More is no message of a kernel's source or binary.
  private static let largestMessage = KernelCache.largestBinary + (1 << 20)

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// - Returns: Whether the other end took it.
  func send(_ message: [UInt8]) -> Bool {
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

  /// - Returns: nil where the other end is closed, or says nothing within `patience` milliseconds (-1: for ever).
  func receive(patience: Int32) -> [UInt8]? {
    guard let length = bytes(8, patience) else { return nil }
    let count = length.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard count <= Self.largestMessage else { return nil }
    return bytes(Int(count), patience)
  }

  private func bytes(_ count: Int, _ patience: Int32) -> [UInt8]? {
    var result: [UInt8] = []
    result.reserveCapacity(count)
    while result.count < count {
      var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&state, 1, patience)
      if ready < 0, errno == EINTR { continue }
      guard ready > 0 else { return nil }
      let missing = min(count - result.count, 1 << 20)
      let piece = [UInt8](unsafeUninitializedCapacity: missing) { bytes, read in
        read = max(0, recv(descriptor, bytes.baseAddress, missing, 0))
      }
      guard !piece.isEmpty else { return nil }
      result += piece
    }
    return result
  }
}
