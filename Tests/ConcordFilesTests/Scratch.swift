import ConcordFiles
import ConcordTestSupport
import Foundation
import Testing

extension TemporaryFolder {
  func write(_ name: String, _ text: String, mode: Int? = nil) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
    if let mode { try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path(name)) }
    return path(name)
  }

  func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path(name))), as: UTF8.self)
  }

  func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
}

/// The problem that `body` throws as a `FileError`; empty where it throws none.
func problem(sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void) -> String {
  let error = #expect(throws: FileError.self, sourceLocation: sourceLocation) { try body() }
  return error?.problem ?? ""
}
