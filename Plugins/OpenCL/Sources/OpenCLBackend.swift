import ConcordKit
import ConcordNumerics

/// Every OpenCL device of this machine.
struct OpenCLBackend: Backend {
  let calls: OpenCLCalls
  let cache: KernelCache
  let probes: [NumericsProbe]
  /// Where kernels come from; tests put broken ones here.
  let source: @Sendable (KernelFamily) -> String

  init(
    calls: OpenCLCalls = OpenCLCalls(), cache: KernelCache = .standard(), probes: [NumericsProbe] = NumericsProbe.all,
    source: @escaping @Sendable (KernelFamily) -> String = { $0.source }
  ) {
    self.calls = calls
    self.cache = cache
    self.probes = probes
    self.source = source
  }

  var name: String { "opencl" }
  var version: String { ConcordVersion.text }

  /// - Throws: `notFound` where there is none, with the reason: an empty list would leave callers to guess it.
  func devices() throws(BackendError) -> [DeviceInfo] { try found().map(\.traits.info) }

  func open(device index: Int, options: [String: String]) throws(BackendError) -> any Device {
    let found = try found()
    guard found.indices.contains(index) else {
      throw BackendError(.notFound, "there is no OpenCL device \(index); there are \(found.count), counted from 0")
    }
    return try OpenCLDevice(
      found[index], options: try OpenOptions(options), cache: cache, probes: probes, source: source, calls: calls)
  }

  private func found() throws(BackendError) -> [FoundDevice] {
    let discovery = try Discovery(calls)
    guard !discovery.devices.isEmpty else { throw discovery.nothingFound }
    return discovery.devices
  }
}
