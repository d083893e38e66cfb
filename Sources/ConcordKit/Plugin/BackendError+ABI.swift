import ConcordABI
import ConcordFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension BackendError {
  /// The bytes of a backend's message that are kept: a compiler's log is long.
  private static let messageLimit = 1 << 14

  /// Its lines stay, since a compiler's log has many; who prints it on one, sees to that.
  private static func harmless(_ message: String) -> String {
    message.split(separator: "\n", omittingEmptySubsequences: false).map { $0.description.printable(limit: messageLimit) }
      .joined(separator: "\n")
  }

  /// Takes over what a backend's call returned: throws the error it describes, if any, and frees it.
  static func check(
    _ returned: UnsafeMutablePointer<concord_error>?, _ calls: ForeignCalls = ForeignCalls()
  ) throws(BackendError) {
    guard let returned else { return }
    // Nothing but its size may be read before the size says so; an object that short cannot be freed either.
    guard let size = ForeignMemory.load(UInt64.self, at: returned) else {
      throw BackendError(.internal, "the backend returned an error object at an address where no memory is")
    }
    guard size >= UInt64(MemoryLayout<concord_error>.size),
      let error = ForeignMemory.load(concord_error.self, at: returned)
    else {
      throw BackendError(.internal, "the backend returned an error object of \(size) bytes, which cannot be read")
    }
    let message =
      error.message.map { ForeignMemory.text(at: $0, limit: messageLimit) ?? "the backend's message cannot be read" }
      ?? "the backend gave no message"
    let operation = error.op_index == UInt32.max ? nil : Int(error.op_index)
    if let release = error.release, ForeignCode.isThere(UInt(bitPattern: unsafeBitCast(release, to: Int.self))) {
      calls.call("release of an error") { release(returned) }
    }
    throw BackendError(Code(rawValue: error.code), harmless(message), operation: operation)
  }

  /// This error as an object of the C ABI, which its reader frees.
  func exported() -> UnsafeMutablePointer<concord_error> {
    let result = UnsafeMutablePointer<concord_error>.allocate(capacity: 1)
    result.initialize(
      to: concord_error(
        size: UInt64(MemoryLayout<concord_error>.size),
        code: code.rawValue,
        op_index: operation.map { UInt32(clamping: $0) } ?? UInt32.max,
        message: UnsafePointer(strdup(message)),
        release: { error in
          guard let error else { return }
          free(UnsafeMutablePointer(mutating: error.pointee.message))
          error.deallocate()
        }))
    return result
  }
}
