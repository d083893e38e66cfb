import ConcordKit

/// A look at a backend and its devices from outside of the process that runs its code: one that crashes, exits or hangs is a line
/// of the answer.
package struct BackendInspection: Sendable {
  package struct FoundDevice: Sendable {
    package var info: DeviceInfo
    /// Whose word it is that it conforms, where it was opened.
    package var standing: String?
    /// Why it does not open.
    package var problem: String?
    /// All that its backend knows of it, where that was asked for.
    package var facts: [DeviceFact] = []
    /// Why these are not all.
    package var factsProblem: String?
  }

  /// The backend's own name and version.
  package let name: String
  package let version: String
  package let devices: [FoundDevice]
  /// What its process printed on standard error, at most four kilobytes.
  package let complaints: String

  /// - Parameters:
  ///   - specifier: As `--backend` takes it; a device in it is not looked at.
  ///   - opens: Opens each device, with the host's probe, and closes it.
  ///   - reports: Asks for all that the backend knows of each.
  ///   - command: Starts a process that runs a ``WorkerServer``.
  ///   - timeLimit: Seconds for loading and listing, and for opening each device; nil: 20 and 120.
  /// - Throws: Where it does not load, or has no device, or does not list them.
  package init(
    _ specifier: String, opens: Bool, reports: Bool = false, command: WorkerCommand, timeLimit: Double? = nil
  ) throws(BackendError) {
    var backend = try WorkerBackend.load(command, specifier: specifier, timeLimit: timeLimit ?? 20)
    let infos = try backend.process.naming("listing the devices of '\(specifier)'") { () throws(BackendError) in
      try backend.devices()
    }
    guard !infos.isEmpty else { throw Self.noDevice(backend) }
    var devices = infos.map { FoundDevice(info: $0) }
    /// The device before this one may have taken its process with it.
    func restart() throws(BackendError) {
      if backend.process.ending != nil {
        backend = try WorkerBackend.load(command, specifier: specifier, timeLimit: timeLimit ?? 20)
      }
      backend.process.setTimeLimit(timeLimit ?? WorkerBackend.openingLimit)
    }
    for index in devices.indices where opens {
      do throws(BackendError) {
        try restart()
        let probed = try backend.process.naming("opening device \(index)") { () throws(BackendError) in
          try backend.probe(device: index)
        }
        devices[index].info = probed.info
        devices[index].standing = probed.standing
      } catch {
        devices[index].problem = error.message
      }
    }
    for index in devices.indices where reports {
      do throws(BackendError) {
        try restart()
        devices[index].facts = try backend.process.naming("reporting on device \(index)") { () throws(BackendError) in
          try backend.facts(device: index)
        }
      } catch {
        devices[index].factsProblem = error.message
      }
    }
    name = backend.name
    version = backend.version
    self.devices = devices
    complaints = backend.process.complaints(from: 0)
  }

  /// Why there is none, only the backend knows: asked to open one, it says so.
  private static func noDevice(_ backend: WorkerBackend) -> BackendError {
    do throws(BackendError) {
      _ = try backend.open(device: 0, options: [:])
      return BackendError(.notFound, "no device is there")
    } catch {
      return BackendError(.notFound, "no device is there: \(error.message)")
    }
  }
}
