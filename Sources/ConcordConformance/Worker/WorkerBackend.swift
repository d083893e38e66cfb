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

  /// Starts a worker and opens the device that `specifier` names.
  ///
  /// - Parameter timeLimit: Seconds that this may take: the first use of a device compiles.
  static func start(
    _ command: WorkerCommand, specifier: String, options: [String: String], timeLimit: Double = 120
  ) throws(BackendError) -> ConformanceTarget {
    let process = try WorkerProcess(command)
    process.setTimeLimit(timeLimit)
    do throws(BackendError) {
      var answer = try process.call(.start) {
        $0.write(specifier)
        $0.write(options)
      }
      let backend = WorkerBackend(process, name: try answer.text(), version: try answer.text())
      let index = try answer.integer()
      let handle = try answer.integer()
      let device = WorkerDevice(WorkerObject(handle, process), info: try answer.deviceInfo())
      return try ConformanceTarget(backend: backend, index: index, device: device, options: options, process: backend)
    } catch {
      switch process.ending {
      case .crashed(let how): throw BackendError(.deviceLost, "opening '\(specifier)' \(how)")
      case .timedOut(let how): throw BackendError(.deviceLost, "opening '\(specifier)' \(how)")
      case nil: throw error
      }
    }
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
