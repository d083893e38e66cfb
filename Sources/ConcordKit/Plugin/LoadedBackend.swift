import ConcordABI

/// A backend in a shared library, seen through the C ABI.
final class LoadedBackend: Backend {
  /// The library's functions. Those that its table is too short for are nil, like every other optional one that it lacks.
  var calls: concord_backend { table.calls }

  private let table: Table

  /// The functions may be called from any thread, and stay until the process ends.
  private struct Table: @unchecked Sendable {
    let calls: concord_backend
  }

  /// More is taken for garbage, which would keep the host asking for hours.
  private static let maximumDeviceCount: UInt32 = 4096

  let name: String
  let version: String

  init(_ table: UnsafePointer<concord_backend>) {
    let calls = concord_backend(copyOf: table)
    self.table = Table(calls: calls)
    name = calls.name.map { String(cString: $0) } ?? "unnamed"
    version = calls.version.map { String(cString: $0) } ?? "unknown"
  }

  func devices() throws(BackendError) -> [DeviceInfo] {
    var count: UInt32 = 0
    try BackendError.check(calls.device_count(&count))
    guard count <= Self.maximumDeviceCount else {
      throw BackendError(.internal, "backend '\(name)' says that it has \(count) devices, more than any machine")
    }
    var result: [DeviceInfo] = []
    for index in 0..<count {
      var info = concord_device_info()
      info.size = UInt64(MemoryLayout<concord_device_info>.size)
      try BackendError.check(calls.device_info(index, &info))
      result.append(DeviceInfo(info))
    }
    return result
  }

  func open(device index: Int, options: [String: String]) throws(BackendError) -> any Device {
    let encoded = OptionEncoder(options)
    var handle: OpaquePointer?
    try BackendError.check(
      calls.device_open(
        UInt32(clamping: index), encoded.options, UInt32(encoded.options.count),
        UInt64(MemoryLayout<concord_option>.stride), &handle))
    guard let handle else {
      throw BackendError(.internal, "backend '\(name)' opened device \(index) but returned no device")
    }
    return try LoadedDevice(handle, of: self)
  }
}

extension concord_backend {
  /// What a table of any size holds of this header's fields; the others are nil.
  init(copyOf table: UnsafePointer<concord_backend>) {
    self.init()
    let byteCount = min(Int(clamping: table.pointee.size), MemoryLayout<concord_backend>.size)
    withUnsafeMutableBytes(of: &self) {
      $0.copyMemory(from: UnsafeRawBufferPointer(start: UnsafeRawPointer(table), count: byteCount))
    }
  }
}
