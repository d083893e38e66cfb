/// The data sets that are known by name.
public enum DatasetCatalog {
  /// All names, as `load` takes them.
  public static let names =
    ["digits"] + downloadable + ["cifar100"] + MNIST.all.map(\.name).filter { !downloadable.contains($0) }

  /// Those that `download` fetches.
  public static let downloadable = ["mnist", "cifar10"]

  /// Loads a data set that is on this machine.
  ///
  /// `digits` is part of the program. A name with a `/` is the path of a folder of PNG and JPEG files, one folder a class: see
  /// `docs/data.md`. The others are files in `dataDirectory`, else in the folder that the environment's
  /// `CONCORD_DATA_DIR` names, else in the user's cache (`$XDG_CACHE_HOME/concord/datasets` or `~/.cache/concord/datasets`).
  ///
  /// - Parameters:
  ///   - name: A data set's name, or the path of a folder.
  ///   - dataDirectory: Where data sets lie.
  ///   - options: How images are read and kept.
  /// - Throws: `unknownDataset`; `notFound`, `inaccessible` or `malformed` with the path.
  public static func load(
    _ name: String, dataDirectory: String?, options: DatasetOptions = DatasetOptions()
  ) throws(DataError) -> Dataset {
    if let dataset = try loadInPlace(name, options) { return dataset }
    let load = try loader(of: name)
    return try load(DataLocation.resolve(argument: dataDirectory).folder, options.imageMemory).read(options)
  }

  /// The same with another limit of what stays in memory.
  ///
  /// - Parameters:
  ///   - name: A data set's name, or the path of a folder.
  ///   - dataDirectory: Where data sets lie.
  ///   - imageMemory: Bytes of images, as they are after unpacking, that may stay in memory. Those of a larger data set are
  ///     read from their files each time that they are needed, where these are not gzip.
  /// - Throws: As the other.
  public static func load(_ name: String, dataDirectory: String?, imageMemory: Int) throws(DataError) -> Dataset {
    try load(name, dataDirectory: dataDirectory, options: DatasetOptions(imageMemory: imageMemory))
  }

  /// How many bytes of images stay in memory where nothing else is said: 256 MiB.
  public static let standardImageMemory = PixelMemory.standardLimit

  /// Loads a data set, downloading it into the user's cache first where no folder is named and it is not there.
  ///
  /// - Parameters:
  ///   - name: A data set's name, or the path of a folder.
  ///   - dataDirectory: Where data sets lie.
  ///   - options: How images are read and kept.
  ///   - report: is told what is being downloaded from where, and how far it is.
  /// - Throws: what `load(_:dataDirectory:)` does; `downloadFailed` with the mirrors that were tried.
  public static func loadOrDownload(
    _ name: String, dataDirectory: String?, options: DatasetOptions = DatasetOptions(),
    report: @escaping @Sendable (DownloadEvent) -> Void = { _ in }
  ) async throws(DataError) -> Dataset {
    if let dataset = try loadInPlace(name, options) { return dataset }
    // Before the folder is looked for: a wrong name is the first thing to say.
    _ = try loader(of: name)
    let location = try DataLocation.resolve(argument: dataDirectory)
    return try await loadOrDownload(
      name, at: location, imageMemory: options.imageMemory, sources: .standard, report: report
    ).read(options)
  }

  /// Downloads what is missing of a data set into `dataDirectory`, else into the folder that `CONCORD_DATA_DIR` names, else into the
  /// user's cache, and reads it once, so that what is there is known to be whole.
  ///
  /// - Throws: what `loadOrDownload` does; `unknownDataset` for a folder of images, which has no download.
  public static func download(
    _ name: String, dataDirectory: String?, report: @escaping @Sendable (DownloadEvent) -> Void = { _ in }
  ) async throws(DataError) -> Dataset {
    if name == "digits" { return Digits.load() }
    _ = try loader(of: name)
    let location = try DataLocation.resolve(argument: dataDirectory)
    return try await loadOrDownload(name, at: .cache(location.folder), sources: .standard, report: report)
  }

  static func loadOrDownload(
    _ name: String, at location: DataLocation, imageMemory: Int = standardImageMemory, sources: DownloadSources,
    report: @escaping @Sendable (DownloadEvent) -> Void
  ) async throws(DataError) -> Dataset {
    let load = try loader(of: name)
    guard case .cache(let folder) = location else { return try load(location.folder, imageMemory) }
    do {
      return try load(folder, imageMemory)
    } catch  where error.code == .notFound && downloadable.contains(name) {
      try await sources.download(name, into: folder, report: report)
      return try load(folder, imageMemory)
    }
  }

  /// A data set that needs no folder of data sets; nil where `name` is none of these.
  private static func loadInPlace(_ name: String, _ options: DatasetOptions) throws(DataError) -> Dataset? {
    if name == "digits" { return try Digits.load().read(options) }
    return ImageFolder.isMeant(by: name) ? try ImageFolder.load(name, options) : nil
  }

  private static func loader(of name: String) throws(DataError) -> (String, Int) throws(DataError) -> Dataset {
    switch name {
    case "cifar10": return CIFAR10.load(from:imageMemory:)
    case "cifar100": return CIFAR100.load(from:imageMemory:)
    default:
      guard let set = MNIST.named(name) else { throw unknown(name) }
      return set.load(from:imageMemory:)
    }
  }

  static func unknown(_ name: String) -> DataError {
    DataError(
      .unknownDataset, "data set", expected: "one of \(names.joined(separator: ", "))", found: "'\(name)'",
      remedy: "choose one of these, or name a folder of images by a path with a '/'")
  }
}
