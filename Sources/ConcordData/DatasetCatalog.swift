/// The data sets that are known by name.
public enum DatasetCatalog {
  /// All names, as `load` takes them.
  public static let names = ["digits", "mnist", "cifar10"]

  /// Loads a data set that is on this machine.
  ///
  /// `digits` is part of the program. The others are files in `dataDirectory`, else in the folder that the environment's
  /// `CONCORD_DATA_DIR` names, else in the user's cache (`$XDG_CACHE_HOME/concord/datasets` or `~/.cache/concord/datasets`).
  ///
  /// - Throws: `unknownDataset`; `notFound`, `inaccessible` or `malformed` with the path.
  public static func load(_ name: String, dataDirectory: String?) throws(DataError) -> Dataset {
    if name == "digits" { return Digits.load() }
    let load = try loader(of: name)
    return try load(DataLocation.resolve(argument: dataDirectory).folder)
  }

  /// Loads a data set, downloading it into the user's cache first where no folder is named and it is not there.
  ///
  /// - Parameter report: is told, in a line, what is being downloaded from where.
  /// - Throws: what `load(_:dataDirectory:)` does; `downloadFailed` with the mirrors that were tried.
  public static func loadOrDownload(
    _ name: String, dataDirectory: String?, report: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws(DataError) -> Dataset {
    if name == "digits" { return Digits.load() }
    // Before the folder is looked for: a wrong name is the first thing to say.
    _ = try loader(of: name)
    let location = try DataLocation.resolve(argument: dataDirectory)
    return try await loadOrDownload(name, at: location, sources: .standard, report: report)
  }

  static func loadOrDownload(
    _ name: String, at location: DataLocation, sources: DownloadSources, report: @escaping @Sendable (String) -> Void
  ) async throws(DataError) -> Dataset {
    let load = try loader(of: name)
    guard case .cache(let folder) = location else { return try load(location.folder) }
    do {
      return try load(folder)
    } catch  where error.code == .notFound {
      try await sources.download(name, into: folder, report: report)
      return try load(folder)
    }
  }

  private static func loader(of name: String) throws(DataError) -> (String) throws(DataError) -> Dataset {
    switch name {
    case "mnist": return MNIST.load(from:)
    case "cifar10": return CIFAR10.load(from:)
    default: throw unknown(name)
    }
  }

  static func unknown(_ name: String) -> DataError {
    DataError(
      .unknownDataset, "data set", expected: "one of \(names.joined(separator: ", "))", found: "'\(name)'",
      remedy: "choose one of these")
  }
}
