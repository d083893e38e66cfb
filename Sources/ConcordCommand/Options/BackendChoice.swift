import Concord

/// Which backend to use: the flag, else `CONCORD_BACKEND`, else the config file, else OpenCL where a conforming device is there,
/// else the reference.
struct BackendChoice {
  static let catalog = BackendCatalog(builtIn: [ReferenceBackend()])

  /// A flag's value. What it names is looked for when it is opened.
  static func parse(_ text: String) throws -> String {
    guard !text.isEmpty else {
      throw CommandError("it must be reference, opencl, opencl:N, opencl:text, or a path to a plugin")
    }
    return text
  }

  /// What the user asked for, if anything.
  static func chosen(flag: String?, config: String?) -> String? {
    Precedence.text(flag: flag, variable: "CONCORD_BACKEND", config: config)
  }

  /// The devices that were asked for, of which there may be several, with commas between them; none where nobody chose.
  static func names(flag: String?, config: String?) -> [String] {
    chosen(flag: flag, config: config)?.split(separator: ",").map(String.init) ?? []
  }

  /// Opens the devices that share each step, at least one: those that were asked for, or with `all` those of OpenCL that conform.
  ///
  /// - Parameter note: Told why the default was chosen, and which of all devices were left out.
  static func openAll(flag: String?, config: String?, note: (String) -> Void) throws -> [OpenedBackend] {
    var names = names(flag: flag, config: config)
    let takesAll = names == ["all"]
    if takesAll {
      let count = try FlagMistake.naming("--backend") { try catalog.load("opencl").devices().count }
      guard count > 0 else { throw CommandError("--backend all: there is no OpenCL device here; give --backend reference") }
      names = (0..<count).map { "opencl:\($0)" }
    }
    guard names.count > 1 else { return [try open(flag: names.first, config: nil, note: note)] }
    var opened: [OpenedBackend] = []
    var failure: (any Error)?
    for name in names {
      do {
        opened.append(try open(flag: name, config: nil, options: ["compile-in-processes": "false"], note: note))
      } catch  where takesAll {
        note("note: \(name) is left out: \(error)")
        failure = failure ?? error
      }
    }
    if opened.isEmpty, let failure { throw failure }
    return opened
  }

  /// Opens the device, the only one of the process: so other processes may compile for it.
  ///
  /// - Parameters:
  ///   - options: Of the device.
  ///   - note: Told why the default was chosen, where nobody chose.
  static func open(
    flag: String?, config: String?, options: [String: String] = [:], note: (String) -> Void
  ) throws -> OpenedBackend {
    let options = options.merging(["compile-in-processes": "true"]) { chosen, _ in chosen }
    var progress = Progress()
    let text = chosen(flag: flag, config: config)
    progress.announce("opening \(text ?? "opencl"); a device that is new here compiles its first kernels")
    defer { progress.clear() }
    if let text {
      return try OpeningLimit.keep(text) { try FlagMistake.naming("--backend") { try catalog.open(text, options: options) } }
    }
    do {
      let opened = try OpeningLimit.keep("opencl") { try catalog.open("opencl", options: options) }
      note("backend: opencl, the default where a conforming OpenCL device is there" + reason(opened))
      return opened
    } catch let error as BackendError {
      note("backend: reference, because OpenCL cannot be used: \(error.message)")
      return try catalog.open("reference")
    }
  }

  /// Why this one of several devices; nothing where it is the only one.
  private static func reason(_ opened: OpenedBackend) -> String {
    guard let count = try? opened.backend.devices().count, count > 1 else { return "" }
    let info = opened.device.info
    return "; \(info.name) (\(info.platform)) is the first of \(count) devices that conforms: GPUs with memory of their own, "
      + "then other GPUs, then processors"
  }
}
