import ConcordKit
import ConcordReference

/// The reference with one mistake.
package struct MutantBackend: Backend, CallerWatching {
  package let mutation: Mutation?
  private let reference = ReferenceBackend()
  /// Remembers what its calls leave behind, as the host does of a plugin's.
  private let calls = ForeignCalls()

  /// - Parameter mutation: nil: no mistake.
  package init(_ mutation: Mutation?) { self.mutation = mutation }

  package var name: String { "mutant" }
  package var version: String { reference.version }

  package var callerChanges: [String] { calls.changes }

  private var fault: CallFault? {
    if case .call(let fault) = mutation?.change { fault } else { nil }
  }

  package func devices() throws(BackendError) -> [DeviceInfo] {
    var infos = try reference.devices()
    infos[0] = changed(infos[0])
    if fault == .devicesChange { infos[0].notes = "seen at \(ContinuousClock.now)" }
    return infos
  }

  package func open(device index: Int, options: [String: String]) throws(BackendError) -> any Device {
    let device = try reference.open(device: fault == .anyDeviceOpens ? 0 : index, options: options)
    return MutantDevice(device, info: changed(device.info), mutation, fault, calls)
  }

  private func changed(_ info: DeviceInfo) -> DeviceInfo {
    var info = info
    if fault == .noLimit { info.maximumAllocationBytes = 0 }
    if fault == .conformanceUnknown { info.conformance = .unknown }
    return info
  }
}
