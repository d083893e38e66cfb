import COpenCL
import ConcordKit

/// Sees every OpenCL call, and may refuse it: how tests make the nth call fail and count what is alive.
protocol CallObserver: AnyObject, Sendable {
  /// Called before each call. Any other status than success is what the call then returns, without being made; a release is
  /// made all the same.
  func willCall(_ function: OpenCLFunction) -> OpenCLStatus
  func didCreate(_ kind: any ObservedKind.Type)
  func didRelease(_ kind: any ObservedKind.Type)
}

/// The one way to OpenCL: its functions, with every status checked and named.
///
/// The extensions of this type are the only code that calls a `cl…` function.
struct OpenCLCalls: Sendable {
  var observer: (any CallObserver)?
  /// What a device that pretends to be another one refuses.
  var pretended: DeviceLimits?

  init(observer: (any CallObserver)? = nil) { self.observer = observer }

  /// Makes a call and returns its status, for the few callers that can go on after a failure.
  func status(_ function: OpenCLFunction, _ body: () -> cl_int) -> OpenCLStatus {
    if let refused = observer?.willCall(function), refused != .success { return refused }
    return OpenCLStatus(rawValue: body())
  }

  /// Makes a call that must succeed.
  ///
  /// - Parameter purpose: What the user would call it: "starting a kernel".
  func perform(
    _ function: OpenCLFunction, _ purpose: @autoclosure () -> String, _ body: () -> cl_int
  ) throws(BackendError) {
    let status = status(function, body)
    guard status == .success else { throw Self.failure(function, status, purpose()) }
  }

  /// Makes a call that creates an object.
  ///
  /// - Parameter base: What must outlive it.
  func create<Kind: OwnedKind>(
    _ kind: Kind.Type, _ function: OpenCLFunction, _ purpose: @autoclosure () -> String, over base: AnyObject? = nil,
    _ body: (inout cl_int) -> OpaquePointer?
  ) throws(BackendError) -> Owned<Kind> {
    var pointer: OpaquePointer?
    try perform(function, purpose()) {
      var status: cl_int = 0
      pointer = body(&status)
      return status
    }
    guard let pointer else {
      throw BackendError(.internal, "\(purpose()): \(function) reported success but returned nothing")
    }
    return Owned(pointer, over: base, calls: self)
  }

  /// Reads a property whose size the call tells: the two-step protocol of every `clGet…Info`.
  ///
  /// - Parameter limit: More bytes are an error.
  func bytes(
    _ function: OpenCLFunction, _ purpose: @autoclosure () -> String, limit: Int = 1 << 20,
    _ body: (Int, UnsafeMutableRawPointer?, UnsafeMutablePointer<Int>?) -> cl_int
  ) throws(BackendError) -> [UInt8] {
    var count = 0
    try perform(function, purpose()) { body(0, nil, &count) }
    guard count != 0 else { return [] }
    guard (1...limit).contains(count) else {
      throw BackendError(.internal, "\(purpose()): \(function) has \(UInt(bitPattern: count)) bytes to give, which cannot be")
    }
    var bytes = [UInt8](repeating: 0, count: count)
    try perform(function, purpose()) { body(count, &bytes, nil) }
    return bytes
  }

  static func failure(_ function: OpenCLFunction, _ status: OpenCLStatus, _ purpose: String) -> BackendError {
    let remedy = status.remedy.map { "; \($0)" } ?? ""
    return BackendError(status.errorCode, "\(purpose): \(function) returned \(status)\(remedy)")
  }
}
