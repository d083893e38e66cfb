#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The folder with the real data sets, for the tests that need them.
enum RealData {
  static let folder: String? = ProcessInfo.processInfo.environment["CONCORD_DATA_DIR"]

  static func has(_ path: String) -> Bool {
    guard let folder else { return false }
    return FileManager.default.fileExists(atPath: "\(folder)/\(path)")
  }
}
