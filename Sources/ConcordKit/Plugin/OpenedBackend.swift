/// A device that was asked for by name.
public struct OpenedBackend {
  /// The backend that offers the device.
  public let backend: any Backend
  /// The device, opened.
  public let device: any Device
  /// The device's number in the backend.
  public let index: Int
  /// Whether it computes the contract's bits, and whose word that is; then what was passed over for it.
  public private(set) var standing: String

  /// Opens a device, and refuses one that does not compute the contract's bits by its own word or by the host's probe, unless the
  /// option `allow-non-conforming` is `true`.
  ///
  /// - Parameters:
  ///   - backend: Whose device it is.
  ///   - index: The device's number in the backend.
  ///   - options: For the backend, by name.
  ///   - probes: false: whatever opens will do.
  public init(_ backend: any Backend, device index: Int, options: [String: String], probes: Bool) throws(BackendError) {
    self.backend = backend
    self.index = index
    device = try backend.open(device: index, options: options)
    guard probes else {
      standing = Self.words(device.info)
      return
    }
    let isAllowed = options["allow-non-conforming"] == "true"
    if device.info.conformance == .failed, !isAllowed {
      throw BackendError(
        .nonConforming,
        "backend '\(backend.name)' says of \(device.info.name) that it does not compute the contract's bits"
          + (device.info.notes.isEmpty ? "" : ": \(device.info.notes)") + "; choose another with --backend")
    }
    do throws(BackendError) {
      standing = Self.words(device.info, try DeviceProbe(device))
    } catch {
      guard error.code == .nonConforming else { throw error }
      guard isAllowed else {
        let word = device.info.conformance == .passed ? ", though its backend says that it conforms" : ""
        throw BackendError(
          .nonConforming,
          "\(device.info.name) of backend '\(backend.name)' is not used: \(error.message)\(word); choose another with --backend"
        )
      }
      standing = "NON-CONFORMING: \(error.message)"
    }
  }

  /// The same, after the devices before it did not open.
  func passingOver(_ failures: [BackendError]) -> OpenedBackend {
    var opened = self
    for failure in failures { opened.standing += "; passed over: \(failure.message)" }
    return opened
  }

  private static func words(_ info: DeviceInfo) -> String {
    "\(info.conformance), by the backend's word" + (info.notes.isEmpty ? "" : ": \(info.notes)")
  }

  private static func words(_ info: DeviceInfo, _ probe: DeviceProbe) -> String {
    guard info.conformance == .passed, !probe.operations.isEmpty else { return words(info) }
    return "\(info.conformance), by the backend's word and the host's probe" + (info.notes.isEmpty ? "" : ": \(info.notes)")
  }
}
