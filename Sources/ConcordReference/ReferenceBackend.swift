import ConcordKit

/// The executable specification of every operation, as a backend: one device, the host's own memory and its
/// processor. What it computes is what every other backend must compute, bit for bit.
public struct ReferenceBackend: Backend {
  /// The backend; it has one device, this processor.
  public init() {}

  public var name: String { "reference" }
  public var version: String { ConcordVersion.text }

  public func devices() throws(BackendError) -> [DeviceInfo] { [information(.unknown)] }

  public func open(device index: Int, options: [String: String]) throws(BackendError) -> any Device {
    guard index == 0 else {
      throw BackendError(.notFound, "the reference backend has no device \(index); its only device is 0")
    }
    guard let problem = FloatingPointEnvironment.problem() else {
      return ReferenceDevice(info: information(.passed))
    }
    guard options["allow-non-conforming"] == "true" else { throw BackendError(.nonConforming, problem) }
    return ReferenceDevice(info: information(.failed, notes: problem))
  }

  private func information(_ conformance: DeviceInfo.Conformance, notes: String = "") -> DeviceInfo {
    DeviceInfo(
      kind: .cpu, name: "Swift reference", vendor: "Concord", platform: "reference", driver: "reference \(version)",
      memoryBytes: HostMemory.physicalByteCount, maximumAllocationBytes: nil, computeUnits: ParallelWork.cores,
      conformance: conformance, notes: notes)
  }
}
