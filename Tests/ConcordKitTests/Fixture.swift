import ConcordKit
import ConcordTestSupport
import Foundation

/// Plugins in C that are wrong on purpose, compiled when a test needs them.
enum Fixture {
  static func source(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/\(name).c").path
  }

  /// Compiles `name`.c into `folder` and returns the library's path.
  static func build(_ name: String, _ macros: [String] = [], in folder: TemporaryFolder) throws -> String {
    let path = folder.path("\(UUID().uuidString).so")
    try CCompiler.plugin(source(name), defining: macros, to: path)
    return path
  }
}
