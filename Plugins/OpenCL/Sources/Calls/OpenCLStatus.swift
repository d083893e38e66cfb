import ConcordKit

/// What an OpenCL call returned.
struct OpenCLStatus: RawRepresentable, Sendable, Hashable {
  let rawValue: Int32

  /// `CL_SUCCESS`
  static let success = OpenCLStatus(rawValue: 0)
  /// `CL_DEVICE_NOT_FOUND`: a platform without a device of the kind asked for.
  static let deviceNotFound = OpenCLStatus(rawValue: -1)
  /// `CL_DEVICE_NOT_AVAILABLE`
  static let deviceNotAvailable = OpenCLStatus(rawValue: -2)
  /// `CL_MEM_OBJECT_ALLOCATION_FAILURE`
  static let memoryObjectAllocationFailure = OpenCLStatus(rawValue: -4)
  /// `CL_OUT_OF_RESOURCES`
  static let outOfResources = OpenCLStatus(rawValue: -5)
  /// `CL_OUT_OF_HOST_MEMORY`
  static let outOfHostMemory = OpenCLStatus(rawValue: -6)
  /// `CL_BUILD_PROGRAM_FAILURE`
  static let buildProgramFailure = OpenCLStatus(rawValue: -11)
  /// `CL_INVALID_BUFFER_SIZE`
  static let invalidBufferSize = OpenCLStatus(rawValue: -61)
  /// `CL_PLATFORM_NOT_FOUND_KHR`: the loader found no OpenCL implementation at all.
  static let platformNotFound = OpenCLStatus(rawValue: -1001)

  /// The kind of failure, as the backend reports it.
  var errorCode: BackendError.Code {
    switch self {
    case .memoryObjectAllocationFailure, .outOfResources, .outOfHostMemory, .invalidBufferSize: .outOfMemory
    case .deviceNotAvailable: .deviceLost
    case .buildProgramFailure: .buildFailed
    case .platformNotFound, .deviceNotFound: .notFound
    default: .internal
    }
  }
}

extension OpenCLStatus {
  /// What it means, as far as OpenCL says, and what to do; nil where that is nothing.
  var remedy: String? {
    switch self {
    case .memoryObjectAllocationFailure:
      "the device has no memory left for it: use a smaller micro-batch, a smaller model or another device"
    case .invalidBufferSize: "the device takes no buffer of that size: use a smaller micro-batch or another device"
    case .outOfResources:
      "the device lacks memory or something else that the driver does not name: a smaller micro-batch needs less"
    case .outOfHostMemory:
      "the driver got no memory of this machine's: use a smaller micro-batch, or end what else needs memory"
    case .deviceNotAvailable: "the driver says that the device is not available: close it and open it again"
    default: nil
    }
  }
}

extension OpenCLStatus: CustomStringConvertible {
  /// The name of the C constant.
  var description: String { Self.names[rawValue] ?? "status \(rawValue)" }
}
