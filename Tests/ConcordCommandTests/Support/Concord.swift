import ConcordTestSupport
import Foundation
import Testing

/// The built `concord`, run as its users run it.
struct Concord {
  var status: Int32
  var output: String
  var errors: String

  /// `CONCORD_TEST_COMMAND` names another build, as an older one that a test must fail on.
  static let path = ProcessInfo.processInfo.environment["CONCORD_TEST_COMMAND"] ?? PluginFile.path("concord")

  /// Runs it in `folder`, with nothing of Concord's in the environment but what is given.
  ///
  /// - Parameter backend: `CONCORD_BACKEND`.
  init(
    _ arguments: String..., in folder: TemporaryFolder? = nil, backend: String? = "reference",
    environment: [String: String] = [:]
  ) throws {
    try self.init(arguments: arguments, in: folder, backend: backend, environment: environment)
  }

  init(
    arguments: [String], in folder: TemporaryFolder? = nil, backend: String? = "reference", environment: [String: String] = [:]
  ) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Self.path, "`swift build` puts concord beside the tests"))
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = folder.url }
    var variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("CONCORD_") }
    variables["CONCORD_BACKEND"] = backend
    variables.merge(environment) { $1 }
    process.environment = variables
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    try process.run()
    // Neither stream holds more than a pipe does, so that reading one after the other cannot block the program.
    self.output = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    self.errors = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit, "concord \(arguments) was killed by signal \(process.terminationStatus)")
    status = process.terminationStatus
  }

  /// The lines that say what was wrong.
  var errorLines: [String] {
    errors.split(separator: "\n").map(String.init).filter { $0.hasPrefix("Error: ") }
  }

  /// That it failed with one line that holds `parts`, said nothing on standard output, and trained nothing before.
  func expectRefusal(_ parts: String..., sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(status != 0, sourceLocation: sourceLocation)
    #expect(errorLines.count == 1, "\(errors)", sourceLocation: sourceLocation)
    for part in parts {
      #expect(errorLines.first?.contains(part) == true, "'\(part)' in: \(errors)", sourceLocation: sourceLocation)
    }
    #expect(output.isEmpty, sourceLocation: sourceLocation)
    #expect(!errors.contains("epoch 1/"), "it was refused before it trained", sourceLocation: sourceLocation)
    let others = errors.split(separator: "\n").filter { !$0.hasPrefix("Error: ") }
    for line in others {
      // Headings of a run that began.
      let isKnown =
        ["backend: ", "mlp (", "optimizer: ", "reference: "].contains { line.hasPrefix($0) }
        // How a folder of images without these is divided.
        || line.contains(" has no folders 'train' and 'test': ")
      #expect(isKnown, "unexpected line: \(line)", sourceLocation: sourceLocation)
    }
  }
}
