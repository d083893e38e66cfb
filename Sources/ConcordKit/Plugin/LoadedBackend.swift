import ConcordABI

/// A backend in a shared library, seen through the C ABI.
final class LoadedBackend: Backend {
  /// The library's function table, which stays as it is until the process ends.
  let table: Table

  /// The pointer is to immutable memory that is never freed, and the calls through it may come from any thread.
  struct Table: @unchecked Sendable {
    let pointer: UnsafePointer<concord_backend>
  }

  /// More is taken for garbage, which would keep the host asking for hours.
  private static let maximumDeviceCount: UInt32 = 4096

  let name: String
  let version: String

  init(_ table: UnsafePointer<concord_backend>) {
    self.table = Table(pointer: table)
    name = table.pointee.name.map { String(cString: $0) } ?? "unnamed"
    version = table.pointee.version.map { String(cString: $0) } ?? "unknown"
  }

  func devices() throws(BackendError) -> [DeviceInfo] {
    var count: UInt32 = 0
    try BackendError.check(table.pointer.pointee.device_count(&count))
    guard count <= Self.maximumDeviceCount else {
      throw BackendError(.internal, "backend '\(name)' says that it has \(count) devices, more than any machine")
    }
    var result: [DeviceInfo] = []
    for index in 0..<count {
      var info = concord_device_info()
      info.size = UInt64(MemoryLayout<concord_device_info>.size)
      try BackendError.check(table.pointer.pointee.device_info(index, &info))
      result.append(DeviceInfo(info))
    }
    return result
  }

  func open(device index: Int, options: [String: String]) throws(BackendError) -> any Device {
    let encoded = OptionEncoder(options)
    var handle: OpaquePointer?
    try BackendError.check(
      table.pointer.pointee.device_open(
        UInt32(clamping: index), encoded.options, UInt32(encoded.options.count),
        UInt64(MemoryLayout<concord_option>.stride), &handle))
    guard let handle else {
      throw BackendError(.internal, "backend '\(name)' opened device \(index) but returned no device")
    }
    return try LoadedDevice(handle, of: self)
  }
}
