import ConcordKit
import ConcordReference

/// The backend that cases run on: an open device, and the reference to compare it with.
///
/// Used by one thread.
package final class ConformanceTarget {
  package let backend: any Backend
  /// The device's number in the backend.
  package let index: Int
  package let device: any Device
  package let options: [String: String]
  let process: any TargetProcess
  let reference: any Device

  /// - Parameter process: Where the backend's code runs; nil: in this process.
  package init(
    backend: any Backend, index: Int, device: any Device, options: [String: String] = [:],
    process: (any TargetProcess)? = nil
  ) throws(BackendError) {
    self.backend = backend
    self.index = index
    self.device = device
    self.options = options
    self.process = process ?? OwnProcess(backend: backend)
    reference = try ReferenceBackend().open(device: 0, options: [:])
  }

  /// Another device of the same number.
  func openAgain() throws(BackendError) -> any Device { try backend.open(device: index, options: options) }
}

/// The process that a backend's code runs in.
package protocol TargetProcess {
  /// Bytes of memory that the process holds; nil where the system does not say.
  func residentByteCount() throws(BackendError) -> Int?

  /// See ``ConcurrentRuns``.
  func runConcurrently(_ runs: ConcurrentRuns) throws(BackendError) -> [[UInt8]]

  /// What the backend's calls changed of the threads that made them, so far.
  func callerChanges() throws(BackendError) -> [String]
}

/// The backend's code in this process.
struct OwnProcess: TargetProcess {
  let backend: any Backend

  func residentByteCount() throws(BackendError) -> Int? { ResidentMemory.byteCount() }

  func runConcurrently(_ runs: ConcurrentRuns) throws(BackendError) -> [[UInt8]] { try runs.run(on: backend) }

  func callerChanges() throws(BackendError) -> [String] { (backend as? any CallerWatching)?.callerChanges ?? [] }
}
