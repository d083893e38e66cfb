import ConcordFiles

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
    if let argument {
      guard !argument.isEmpty else {
        throw DataError(
          .notFound, "the data folder", expected: "a path", found: "an empty one", remedy: "name the folder with --data-dir")
      }
      return .named(argument)
    }
    if let folder = environment["CONCORD_DATA_DIR"], !folder.isEmpty { return .named(folder) }
    if let cache = CacheFolder.path({ environment[$0] }) { return .cache("\(cache)/concord/datasets") }
    let relative = ["XDG_CACHE_HOME", "HOME"].filter { environment[$0] ?? "" != "" }
    throw DataError(
      .notFound, "the data folder", expected: "CONCORD_DATA_DIR, or XDG_CACHE_HOME or HOME with a path from the root",
      found: relative.isEmpty ? "none of them" : "\(relative.joined(separator: " and ")) with a relative path",
      remedy: "name the folder with --data-dir")
  }
}
