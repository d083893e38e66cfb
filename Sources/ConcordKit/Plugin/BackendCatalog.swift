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
      "no backend is called '\(name)'; there are: \(known). Plugins are looked for in \(folders.joined(separator: ", ")); "
        + "set CONCORD_PLUGIN_PATH or give a path")
  }

  /// Every backend that can be named, with the error of those that do not load.
  public func backends() -> [(name: String, backend: Result<any Backend, BackendError>)] {
    var result: [(name: String, backend: Result<any Backend, BackendError>)] = builtIn.map { ($0.name, .success($0)) }
    for (name, path) in pluginPaths().sorted(by: { $0.key < $1.key }) where !builtIn.contains(where: { $0.name == name }) {
      result.append((name, Result { () throws(BackendError) in try PluginLoader.load(path: path) }))
    }
    return result
  }

  /// Opens the device that `text` names.
  ///
  /// - Parameter text: A backend's name, or a path to a plugin; then, after a colon, a device's number or a part of its
  ///   platform's or its own name, in any case. Without that: the first device that opens.
  public func open(_ text: String, options: [String: String] = [:]) throws(BackendError) -> OpenedBackend {
    let specifier = BackendSpecifier(text)
    let backend =
      switch specifier.library {
      case .name(let name): try backend(named: name)
      case .path(let path): try PluginLoader.load(path: path)
      }
    let devices = try backend.devices()
    let listing = devices.enumerated().map { "\($0): \($1.name) (\($1.platform))" }.joined(separator: ", ")
    guard !devices.isEmpty else {
      throw BackendError(
        .notFound,
        "backend '\(backend.name)' lists no device here; choose another, as with --backend reference")
    }
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
        return OpenedBackend(backend: backend, device: try backend.open(device: index, options: options), index: index)
      } catch {
        failures.append(error)
      }
    }
    if failures.count == 1 { throw failures[0] }
    guard failures.isEmpty else {
      throw BackendError(
        failures[0].code, "no device of '\(backend.name)' opens: " + failures.map(\.message).joined(separator: "; "))
    }
    throw BackendError(.notFound, "'\(text)' names no device of '\(backend.name)'; there are: \(listing)")
  }

  private func pluginPaths() -> [String: String] {
    var paths: [String: String] = [:]
    for folder in folders {
      guard let stream = opendir(folder) else { continue }
      defer { closedir(stream) }
      while let entry = readdir(stream) {
        let file = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
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
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let program = buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }
    if let slash = program.lastIndex(of: UInt8(ascii: "/")) {
      folders.append(String(decoding: program[..<slash], as: UTF8.self))
    }
    return folders
  }
}

/// A device that was asked for by name.
public struct OpenedBackend {
  public let backend: any Backend
  public let device: any Device
  /// The device's number in the backend.
  public let index: Int
}
