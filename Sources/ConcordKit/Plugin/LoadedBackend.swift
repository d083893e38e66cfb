import ConcordABI

/// A backend in a shared library, seen through the C ABI.
final class LoadedBackend: Backend, CallerWatching {
  let functions: PluginFunctions

  /// More is taken for garbage, which would keep the host asking for hours.
  private static let maximumDeviceCount: UInt32 = 4096

  let name: String
  let version: String

  init(_ checked: CheckedTable, _ calls: ForeignCalls) {
    functions = PluginFunctions(checked.table, calls)
    name = checked.name
    version = checked.version
  }

  var callerChanges: [String] { functions.calls.changes }

  func devices() throws(BackendError) -> [DeviceInfo] {
    var count: UInt32 = 0
    try functions.attempt("device_count") { $0.device_count(&count) }
    guard count <= Self.maximumDeviceCount else {
      throw BackendError(.internal, "backend '\(name)' says that it has \(count) devices, more than any machine")
    }
    var result: [DeviceInfo] = []
    for index in 0..<count {
      var info = concord_device_info()
      info.size = UInt64(MemoryLayout<concord_device_info>.size)
      try functions.attempt("device_info") { $0.device_info(index, &info) }
      result.append(DeviceInfo(info))
    }
    return result
  }

  func open(device index: Int, options: [String: String]) throws(BackendError) -> any Device {
    let encoded = OptionEncoder(options)
    var handle: OpaquePointer?
    try functions.attempt("device_open") {
      $0.device_open(
        UInt32(clamping: index), encoded.options, UInt32(encoded.options.count),
        UInt64(MemoryLayout<concord_option>.stride), &handle)
    }
    guard let handle else {
      throw BackendError(.internal, "backend '\(name)' opened device \(index) but returned no device")
    }
    return try LoadedDevice(handle, of: self)
  }

  func facts(device index: Int) throws(BackendError) -> [DeviceFact] {
    guard functions.has(\.device_report) else { return [] }
    let reported = ReportedFacts()
    try withExtendedLifetime(reported) { () throws(BackendError) in
      try functions.attempt("device_report") {
        $0.device_report(
          UInt32(clamping: index),
          { context, fact in
            guard let context, let fact else { return }
            Unmanaged<ReportedFacts>.fromOpaque(context).takeUnretainedValue().append(fact)
          }, Unmanaged.passUnretained(reported).toOpaque())
      }
    }
    if let problem = reported.problem {
      throw BackendError(.internal, "backend '\(name)' reported a fact \(problem)")
    }
    return reported.facts
  }
}
