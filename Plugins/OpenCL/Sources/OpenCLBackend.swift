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

  /// Through the first platform that has the device and opens it, where several have it.
  func open(device index: Int, options: [String: String]) throws(BackendError) -> any Device {
    let found = try device(index)
    let options = try OpenOptions(options)
    let ways = try options.platform.map { name throws(BackendError) in try found.ways(through: name) } ?? found.ways
    var failures: [BackendError] = []
    for way in ways {
      do throws(BackendError) {
        return try OpenCLDevice(way, options: options, cache: cache, probes: probes, source: source, calls: calls)
      } catch {
        if ways.count > 1 {
          BackendExporter.log(
            .warning, "\(way.traits.info.name) does not open through \(way.traits.info.platform): \(error.message)")
        }
        failures.append(error)
      }
    }
    throw failures.count == 1
      ? failures[0] : BackendError(failures[0].code, failures.map(\.message).joined(separator: "; "))
  }

  func facts(device index: Int) throws(BackendError) -> [DeviceFact] {
    try device(index).ways.flatMap { DeviceReport($0, of: self).facts }
  }

  private func device(_ index: Int) throws(BackendError) -> FoundDevice {
    let found = try found()
    guard found.indices.contains(index) else {
      throw BackendError(.notFound, "there is no OpenCL device \(index); there are \(found.count), counted from 0")
    }
    return found[index]
  }

  private func found() throws(BackendError) -> [FoundDevice] {
    let discovery = try Discovery(calls)
    guard !discovery.devices.isEmpty else { throw discovery.nothingFound }
    return discovery.devices
  }
}
