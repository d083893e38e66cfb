import Foundation

/// The C compiler of this machine, for plugins that only tests want.
public enum CCompiler {
  /// `cc`, or nil where there is none.
  public static let path: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
    return folders.map { "\($0)/cc" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// The folder of `concord_backend.h`.
  public static let headerFolder = root.appendingPathComponent("Sources/ConcordABI/include").path

  /// The package's folder.
  public static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Runs it and returns what it printed; throws that where it fails.
  @discardableResult
  public static func run(_ arguments: [String]) throws -> String {
    guard let path else { throw Failure(output: "there is no C compiler") }
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(output: text) }
    return text
  }

  /// Compiles a plugin from one C file.
  public static func plugin(
    _ source: String, defining macros: [String] = [], including folders: [String] = [], to output: String
  ) throws {
    try run(
      ["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-I\(headerFolder)"] + macros.map { "-D\($0)" }
        + folders.map { "-I\($0)" } + [source, "-o", output])
  }

  public struct Failure: Error, CustomStringConvertible {
    public var output: String
    public var description: String { output }
  }
}
