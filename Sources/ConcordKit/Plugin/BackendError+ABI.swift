import ConcordABI

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension BackendError {
  /// Takes over what a backend's call returned: throws the error it describes, if any, and frees it.
  static func check(_ returned: UnsafeMutablePointer<concord_error>?) throws(BackendError) {
    guard let returned else { return }
    // Nothing but its size may be read before the size says so; an object that short cannot be freed either.
    let size = returned.pointee.size
    guard size >= UInt64(MemoryLayout<concord_error>.size) else {
      throw BackendError(.internal, "the backend returned an error object of \(size) bytes, which cannot be read")
    }
    let error = returned.pointee
    let message = error.message.map { String(cString: $0) } ?? "the backend gave no message"
    let operation = error.op_index == UInt32.max ? nil : Int(error.op_index)
    error.release?(returned)
    throw BackendError(Code(rawValue: error.code), message, operation: operation)
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
