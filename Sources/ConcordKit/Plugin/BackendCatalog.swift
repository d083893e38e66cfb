import ConcordFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Finds backends by name or path, and devices by number or text.
public struct BackendCatalog: Sendable {
  private let builtIn: [any Backend]
  /// Folders in which plugins are looked for, in order.
  public let folders: [String]

  /// - Parameters:
  ///   - builtIn: Backends that need no plugin; they win over plugins of the same name.
  ///   - folders: Where `libConcord….so` are looked for; nil: `CONCORD_PLUGIN_PATH` (separated by colons), then the
  ///     program's own folder.
  public init(builtIn: [any Backend], folders: [String]? = nil) {
    self.builtIn = builtIn
    self.folders = folders ?? Self.standardFolders()
  }

  /// The backend `name`: a built-in one, or the plugin `libConcord‹name›.so`, in any case, of one of the folders.
  ///
  /// - Throws: `notFound`, with the names that are known and the folders that were searched.
  public func backend(named name: String) throws(BackendError) -> any Backend {
    if let backend = builtIn.first(where: { $0.name == name.lowercased() }) { return backend }
    let plugins = pluginPaths()
    if let path = plugins[name.lowercased()] { return try PluginLoader.load(path: path) }
    let known = Set(builtIn.map(\.name)).union(plugins.keys).sorted().joined(separator: ", ")
    throw BackendError(
      .notFound,
      "no backend is called '\(name.printable())'; there are: \(known). Plugins are looked for in "
        + "\(folders.map(described).joined(separator: ", ")); set CONCORD_PLUGIN_PATH or give a path")
  }

  /// The names of all backends, built-in ones first. No plugin is loaded, so that a bad one takes nothing with it.
  public var names: [String] {
    let builtIn = builtIn.map(\.name)
    return builtIn + pluginPaths().keys.sorted().filter { !builtIn.contains($0) }
  }

  /// Loads the backend that `text` names, without opening a device. See ``open(_:options:probes:)``.
  public func load(_ text: String) throws(BackendError) -> any Backend {
    switch BackendSpecifier(text).library {
    case .name(let name): try backend(named: name)
    case .path(let path): try PluginLoader.load(path: path)
    }
  }

  /// A folder, and why nothing is found there if that is so.
  private func described(_ folder: String) -> String {
    do throws(FileError) {
      _ = try Folder.names(folder)
      return folder.printable()
    } catch {
      return "\(folder.printable()) (\(error.problem))"
    }
  }

  /// Opens the device that `text` names.
  ///
  /// - Parameters:
  ///   - text: A backend's name, or a path to a plugin; then, after a colon, a device's number or a part of its
  ///     platform's or its own name, in any case. Without that: the first device that opens.
  ///   - options: For the backend, by name.
  ///   - probes: Whether the host looks for itself if the device computes (``DeviceProbe``), and refuses one that does not, or
  ///     that says itself that it does not, unless the option `allow-non-conforming` is `true`. A test of the backend does without.
  public func open(
    _ text: String, options: [String: String] = [:], probes: Bool = true
  ) throws(BackendError) -> OpenedBackend {
    let specifier = BackendSpecifier(text)
    let backend = try load(text)
    let devices = try backend.devices()
    let listing = devices.enumerated().map { "\($0): \($1.name) (\($1.platform))" }.joined(separator: ", ")
    guard !devices.isEmpty else { throw Self.noDevice(backend) }
    let candidates: [Int]
    switch specifier.device {
    case .any: candidates = Array(devices.indices)
    case .number(let number): candidates = devices.indices.contains(number) ? [number] : []
    case .text(let text):
      let wanted = text.lowercased()
      candidates = Array(
        devices.indices.filter {
          devices[$0].name.lowercased().contains(wanted) || devices[$0].platform.lowercased().contains(wanted)
        }.prefix(1))
    }
    var failures: [BackendError] = []
    for index in candidates {
      do throws(BackendError) {
        return try OpenedBackend(backend, device: index, options: options, probes: probes).passingOver(failures)
      } catch {
        failures.append(error)
      }
    }
    if failures.count == 1 { throw failures[0] }
    guard failures.isEmpty else {
      throw BackendError(
        failures[0].code, "no device of '\(backend.name)' opens: " + failures.map(\.message).joined(separator: "; "))
    }
    throw BackendError(.notFound, "'\(text.printable())' names no device of '\(backend.name)'; there are: \(listing)")
  }

  /// Why there is none, only the backend knows: asked to open one, it says so.
  private static func noDevice(_ backend: any Backend) -> BackendError {
    var reason = ""
    do throws(BackendError) {
      _ = try backend.open(device: 0, options: [:])
    } catch {
      reason = " (\(error.message))"
    }
    return BackendError(
      .notFound, "backend '\(backend.name)' has no device here\(reason); choose another with --backend reference")
  }

  private func pluginPaths() -> [String: String] {
    var paths: [String: String] = [:]
    for folder in folders {
      for file in ((try? Folder.names(folder)) ?? []).sorted() {
        guard file.hasPrefix("libConcord"), file.hasSuffix(".so") else { continue }
        let name = file.dropFirst("libConcord".count).dropLast(".so".count).lowercased()
        if !name.isEmpty, paths[name] == nil { paths[name] = "\(folder)/\(file)" }
      }
    }
    return paths
  }

  private static func standardFolders() -> [String] {
    var folders: [String] = []
    if let path = getenv("CONCORD_PLUGIN_PATH") {
      folders += String(cString: path).split(separator: ":").map(String.init)
    }
    if let program = PluginTrust.programPath, let slash = program.lastIndex(of: "/") {
      folders.append(String(program[..<slash]))
    }
    return folders
  }
}
