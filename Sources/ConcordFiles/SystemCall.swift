#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Calls of the system, checked: a result below 0 is an error, an interrupted call is made again.
enum SystemCall {
  @discardableResult
  static func check(_ call: () -> Int) throws(SystemError) -> Int {
    while true {
      let result = call()
      if result >= 0 { return result }
      let error = SystemError.last
      guard error.code == EINTR else { throw error }
    }
  }

  /// A call that takes a path. A text that no path can hold, or that was not text when the system gave it, is told by its cause.
  @discardableResult
  static func check(_ path: String, _ call: (UnsafePointer<CChar>) -> Int32) throws(SystemError) -> Int32 {
    guard !path.utf8.contains(0) else { throw SystemError(EINVAL, "its name holds a NUL character, which no name can") }
    guard !path.isEmpty else { throw SystemError(ENOENT, "its name is empty") }
    do throws(SystemError) {
      return Int32(try check { () -> Int in path.withCString { Int(call($0)) } })
    } catch {
      // Arguments that are not UTF-8 come with this character in the place of their bytes.
      guard error.code == ENOENT, path.unicodeScalars.contains("\u{fffd}") else { throw error }
      throw SystemError(EILSEQ, "its name has bytes that are not UTF-8 text, which Concord cannot ask for; rename it")
    }
  }

  /// Writes all bytes, also where the other end takes them piece by piece or late.
  static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws(SystemError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      // A single call moves 2 GiB at most.
      let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
      #if canImport(Darwin)
        let written = Darwin.write(descriptor, piece.baseAddress, piece.count)
      #elseif canImport(Musl)
        let written = Musl.write(descriptor, piece.baseAddress, piece.count)
      #else
        let written = Glibc.write(descriptor, piece.baseAddress, piece.count)
      #endif
      if written > 0 {
        rest = rest.dropFirst(written)
        continue
      }
      let error = written == 0 ? SystemError(EIO) : .last
      switch error.code {
      case EINTR: continue
      case EAGAIN:
        var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = withUnsafeMutablePointer(to: &poll) { wait in systemPoll(wait, 1, -1) }
      default: throw error
      }
    }
  }
}

private func systemPoll(_ descriptors: UnsafeMutablePointer<pollfd>, _ count: Int, _ milliseconds: Int32) -> Int32 {
  poll(descriptors, nfds_t(count), milliseconds)
}
