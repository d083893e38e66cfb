/// What went wrong in a backend, on a device, or on the way to one.
///
/// The message says what was tried, what happened and what to do.
public struct BackendError: Error, Sendable, Equatable {
  /// What kind of failure it was. The raw values are those of the C ABI.
  public struct Code: RawRepresentable, Sendable, Hashable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// An argument or description breaks a rule (`CONCORD_ERROR_INVALID_ARGUMENT`).
    public static let invalidArgument = Code(rawValue: 1)
    /// A legal request that this backend does not serve (`CONCORD_ERROR_UNSUPPORTED`).
    public static let unsupported = Code(rawValue: 2)
    /// Memory could not be had (`CONCORD_ERROR_OUT_OF_MEMORY`).
    public static let outOfMemory = Code(rawValue: 3)
    /// The device failed (`CONCORD_ERROR_DEVICE_LOST`).
    public static let deviceLost = Code(rawValue: 4)
    /// The device's compiler refused a kernel (`CONCORD_ERROR_BUILD_FAILED`).
    public static let buildFailed = Code(rawValue: 5)
    /// The device computes other bits than the contract (`CONCORD_ERROR_NON_CONFORMING`).
    public static let nonConforming = Code(rawValue: 6)
    /// No such device or backend (`CONCORD_ERROR_NOT_FOUND`).
    public static let notFound = Code(rawValue: 7)
    /// Anything else (`CONCORD_ERROR_INTERNAL`).
    public static let `internal` = Code(rawValue: 8)
  }

  /// What kind of error it is.
  public var code: Code
  /// What was tried, what happened, what to do.
  public var message: String
  /// The index, in the program's operations, of the one that failed.
  public var operation: Int?

  /// An error; `operation` is the index of the program's operation that it is about.
  public init(_ code: Code, _ message: String, operation: Int? = nil) {
    self.code = code
    self.message = message
    self.operation = operation
  }
}

extension BackendError.Code: CustomStringConvertible {
  public var description: String {
    switch self {
    case .invalidArgument: "invalid argument"
    case .unsupported: "unsupported"
    case .outOfMemory: "out of memory"
    case .deviceLost: "device lost"
    case .buildFailed: "build failed"
    case .nonConforming: "non-conforming device"
    case .notFound: "not found"
    case .internal: "internal error"
    default: "error \(rawValue)"
    }
  }
}

extension BackendError: CustomStringConvertible {
  public var description: String {
    if let operation { "\(code) (operation \(operation)): \(message)" } else { "\(code): \(message)" }
  }
}
