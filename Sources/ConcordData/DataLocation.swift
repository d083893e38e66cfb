#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The folder in which data sets are looked for.
enum DataLocation: Equatable {
  /// One that the user named, with an argument or `CONCORD_DATA_DIR`: what is not there is an error.
  case named(String)
  /// The user's cache: what is not there can be downloaded into it.
  case cache(String)

  var folder: String {
    switch self {
    case .named(let folder), .cache(let folder): folder
    }
  }

  /// `argument`, else `CONCORD_DATA_DIR`, else `concord/datasets` in `XDG_CACHE_HOME`, else in `~/.cache`.
  static func resolve(
    argument: String?, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(DataError) -> DataLocation {
    if let argument { return .named(argument) }
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    if let folder = value("CONCORD_DATA_DIR") { return .named(folder) }
    // The XDG base directory specification has relative paths ignored.
    if let cache = value("XDG_CACHE_HOME"), cache.hasPrefix("/") { return .cache("\(cache)/concord/datasets") }
    if let home = value("HOME") { return .cache("\(home)/.cache/concord/datasets") }
    throw DataError(
      .notFound, "the data folder", expected: "HOME, XDG_CACHE_HOME or CONCORD_DATA_DIR to be set", found: "none of them",
      remedy: "name the folder with --data-dir")
  }
}
