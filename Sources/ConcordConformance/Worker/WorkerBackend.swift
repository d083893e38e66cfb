import ConcordKit

/// A backend in a worker process, as if it were in this one.
final class WorkerBackend: Backend, TargetProcess {
  let name: String
  let version: String
  let process: WorkerProcess

  private init(_ process: WorkerProcess, name: String, version: String) {
    self.process = process
    self.name = name
    self.version = version
  }

  /// Seconds that opening a device may take: its first use compiles.
  static let openingLimit = 120.0

  /// Starts a worker and opens the device that `specifier` names.
  ///
  /// - Parameter timeLimit: Seconds that this may take.
  static func start(
    _ command: WorkerCommand, specifier: String, options: [String: String], timeLimit: Double = openingLimit
  ) throws(BackendError) -> ConformanceTarget {
    let process = try WorkerProcess(command)
    process.setTimeLimit(timeLimit)
    return try process.naming("opening '\(specifier)'") { () throws(BackendError) in
      var answer = try process.call(.start) {
        $0.write(specifier)
        $0.write(options)
      }
      let backend = WorkerBackend(process, name: try answer.text(), version: try answer.text())
      let index = try answer.integer()
      let handle = try answer.integer()
      let device = WorkerDevice(WorkerObject(handle, process), info: try answer.deviceInfo())
      return try ConformanceTarget(backend: backend, index: index, device: device, options: options, process: backend)
    }
  }

  /// Starts a worker and loads what `specifier` names, without opening a device.
  static func load(_ command: WorkerCommand, specifier: String, timeLimit: Double) throws(BackendError) -> WorkerBackend {
    let process = try WorkerProcess(command)
    process.setTimeLimit(timeLimit)
    return try process.naming("loading '\(specifier)'") { () throws(BackendError) in
      var answer = try process.call(.load) { $0.write(specifier) }
      return WorkerBackend(process, name: try answer.text(), version: try answer.text())
    }
  }

  /// Opens a device with the host's probe, and closes it.
  func probe(device index: Int) throws(BackendError) -> (info: DeviceInfo, standing: String) {
    var answer = try process.call(.probe) {
      $0.write(index)
      $0.write([:] as [String: String])
    }
    return (try answer.deviceInfo(), try answer.text())
  }

  func facts(device index: Int) throws(BackendError) -> [DeviceFact] {
    var answer = try process.call(.facts) { $0.write(index) }
    return try answer.list { reader throws(BackendError) -> DeviceFact in
      let name = try reader.text()
      return DeviceFact(name, try reader.text())
    }
  }

  func callerChanges() throws(BackendError) -> [String] {
    var answer = try process.call(.callerChanges)
    return try answer.list { reader throws(BackendError) -> String in try reader.text() }
  }

  func devices() throws(BackendError) -> [DeviceInfo] {
    var answer = try process.call(.devices)
    return try answer.list { reader throws(BackendError) -> DeviceInfo in try reader.deviceInfo() }
  }

  func open(device index: Int, options: [String: String]) throws(BackendError) -> any Device {
    var answer = try process.call(.open) {
      $0.write(index)
      $0.write(options)
    }
    let handle = try answer.integer()
    return WorkerDevice(WorkerObject(handle, process), info: try answer.deviceInfo())
  }

  func residentByteCount() throws(BackendError) -> Int? {
    var answer = try process.call(.residentByteCount)
    let count = try answer.integer()
    return count < 0 ? nil : count
  }

  func runConcurrently(_ runs: ConcurrentRuns) throws(BackendError) -> [[UInt8]] {
    var answer = try process.call(.runConcurrently) { $0.write(runs) }
    return try answer.list { reader throws(BackendError) -> [UInt8] in Array(try reader.block()) }
  }
}

/// An object in a worker. Released there with its last reference here.
final class WorkerObject {
  let handle: Int
  let process: WorkerProcess

  init(_ handle: Int, _ process: WorkerProcess) {
    self.handle = handle
    self.process = process
  }

  deinit {
    // Where the worker ends in it, the process knows, and the case that caused it fails.
    let handle = handle
    _ = try? process.call(.release) { $0.write(handle) }
  }
}
