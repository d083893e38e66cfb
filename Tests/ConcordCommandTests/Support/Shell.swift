import ConcordTestSupport
import Foundation
import Testing

/// Commands as a shell runs them, for what a program's streams, signals and limits are.
struct Shell {
  var status: Int32
  var output: String

  /// Runs a script of bash in `folder`, with the built command as `$concord`, on the reference; its streams are one.
  init(_ script: String, in folder: TemporaryFolder) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = folder.url
    var variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("CONCORD_") }
    variables["CONCORD_BACKEND"] = "reference"
    let path: String = try #require(Concord.path, "`swift build` puts concord beside the tests")
    variables["concord"] = path
    process.environment = variables
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    status = process.terminationStatus
  }
}
