#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// An open file, closed with its last reference.
final class Descriptor: Sendable {
  let number: Int32

  init(_ number: Int32) { self.number = number }

  /// Opens what is at `path`.
  convenience init(_ path: String, _ flags: Int32, mode: mode_t = 0) throws(SystemError) {
    self.init(try SystemCall.check(path) { systemOpen($0, flags | O_CLOEXEC, mode) })
  }

  /// Another descriptor of the same open file.
  convenience init(duplicating number: Int32) throws(SystemError) {
    self.init(Int32(try SystemCall.check { Int(fcntl(number, F_DUPFD_CLOEXEC, 3)) }))
  }

  deinit { close(number) }
}

/// `open` without its variable arguments, which need a name of their own inside a type that has an `open`.
func systemOpen(_ path: UnsafePointer<CChar>, _ flags: Int32, _ mode: mode_t = 0) -> Int32 { open(path, flags, mode) }
