import Concord

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Settings {
  /// The settings of `path`, of the file that `CONCORD_CONFIG` names, or none.
  static func load(flag path: String?) throws -> Settings {
    if let path { return try FlagMistake.naming("--config") { try Settings(contentsOf: path) } }
    if let path = Precedence.environment("CONCORD_CONFIG") {
      return try FlagMistake.naming("CONCORD_CONFIG") { try Settings(contentsOf: path) }
    }
    return Settings()
  }
}
