import COpenCL
import ConcordFiles
import ConcordKit

/// An OpenCL implementation. Lives as long as the process; nobody owns it.
struct PlatformID: Hashable {
  let pointer: OpaquePointer
}

/// A device of a platform. Lives as long as the process; nobody owns it.
struct DeviceID {
  let pointer: OpaquePointer
}

extension OpenCLCalls {
  /// The implementations that the loader finds; none is no error.
  func platforms() throws(BackendError) -> [PlatformID] {
    let purpose = "listing the OpenCL platforms"
    var count: cl_uint = 0
    let status = status(.getPlatformIDs) { clGetPlatformIDs(0, nil, &count) }
    if status == .platformNotFound { return [] }
    guard status == .success else { throw Self.failure(.getPlatformIDs, status, purpose) }
    guard count > 0 else { return [] }
    try Self.checkCount(Int(count), .getPlatformIDs, purpose)
    var pointers = [OpaquePointer?](repeating: nil, count: Int(count))
    try perform(.getPlatformIDs, purpose) { clGetPlatformIDs(count, &pointers, nil) }
    return pointers.compactMap { $0.map(PlatformID.init) }
  }

  /// A platform's devices of every kind; none is no error.
  func devices(of platform: PlatformID) throws(BackendError) -> [DeviceID] {
    let purpose = "listing the devices of an OpenCL platform"
    let kinds = cl_device_type(CL_DEVICE_TYPE_ALL)
    var count: cl_uint = 0
    let status = status(.getDeviceIDs) { clGetDeviceIDs(platform.pointer, kinds, 0, nil, &count) }
    if status == .deviceNotFound { return [] }
    guard status == .success else { throw Self.failure(.getDeviceIDs, status, purpose) }
    guard count > 0 else { return [] }
    try Self.checkCount(Int(count), .getDeviceIDs, purpose)
    var pointers = [OpaquePointer?](repeating: nil, count: Int(count))
    try perform(.getDeviceIDs, purpose) { clGetDeviceIDs(platform.pointer, kinds, count, &pointers, nil) }
    return pointers.compactMap { $0.map(DeviceID.init) }
  }

  func text(_ property: Int32, of platform: PlatformID) throws(BackendError) -> String {
    Self.text(
      try bytes(.getPlatformInfo, "describing an OpenCL platform") {
        clGetPlatformInfo(platform.pointer, cl_platform_info(property), $0, $1, $2)
      })
  }

  func text(_ property: Int32, of device: DeviceID) throws(BackendError) -> String {
    Self.text(
      try bytes(.getDeviceInfo, "describing an OpenCL device") {
        clGetDeviceInfo(device.pointer, cl_device_info(property), $0, $1, $2)
      })
  }

  /// A property that is a number: 32 or 64 bits wide as its type in `cl.h` is.
  func number<Number: FixedWidthInteger>(
    _ property: Int32, of device: DeviceID, as type: Number.Type
  ) throws(BackendError) -> Number {
    var value: Number = 0
    try perform(.getDeviceInfo, "describing an OpenCL device") {
      clGetDeviceInfo(device.pointer, cl_device_info(property), MemoryLayout<Number>.size, &value, nil)
    }
    return value
  }

  /// A property of so many bytes; nil where the driver does not have it, or has it of another size.
  func property(_ property: Int32, of device: DeviceID, byteCount: Int? = nil) -> [UInt8]? {
    let bytes = try? bytes(.getDeviceInfo, "describing an OpenCL device") {
      clGetDeviceInfo(device.pointer, cl_device_info(property), $0, $1, $2)
    }
    return bytes.flatMap { byteCount == nil || $0.count == byteCount ? $0 : nil }
  }

  /// A property that is a list of sizes; those that no `Int` holds are its largest.
  func sizes(_ property: Int32, of device: DeviceID) throws(BackendError) -> [Int] {
    let bytes = try bytes(.getDeviceInfo, "describing an OpenCL device") {
      clGetDeviceInfo(device.pointer, cl_device_info(property), $0, $1, $2)
    }
    return bytes.withUnsafeBytes { bytes in
      (0..<bytes.count / MemoryLayout<Int>.size).map {
        Int(clamping: bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<UInt>.size, as: UInt.self))
      }
    }
  }

  /// More platforms, or devices of one, are a driver's mistake, and memory for their names might not be there.
  private static func checkCount(_ count: Int, _ function: OpenCLFunction, _ purpose: String) throws(BackendError) {
    guard count <= 4096 else { throw BackendError(.internal, "\(purpose): \(function) counts \(count), which cannot be") }
  }

  /// A driver's text, as it can be shown on one line.
  static func text(_ bytes: [UInt8]) -> String { lines(bytes).printable(limit: .max) }

  /// A driver's text of many lines: a compiler's log.
  static func lines(_ bytes: [UInt8]) -> String {
    var text = Substring(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable() }.joined(separator: "\n")
  }
}
