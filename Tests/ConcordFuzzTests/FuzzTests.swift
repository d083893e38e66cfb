import ConcordTestSupport
import Foundation
import Testing

/// Changed inputs for every parser, each tried in a process of its own: see `Tests/ConcordFuzz`.
@Suite("Fuzzing")
struct FuzzTests {
  private static let count = ProcessInfo.processInfo.environment["CONCORD_FUZZ_COUNT"].flatMap { Int($0) } ?? 2000

  private static func run(_ arguments: String...) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(PluginFile.path("ConcordFuzz"), "it is built beside the tests"))
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, output)
  }

  private static let names: [String] = ((try? run("--list").output) ?? "").split(separator: "\n").map(String.init)

  @Test(
    "a parser with a planted mistake is found out",
    arguments: [
      ("trap", "the process ended: signal"), ("memory", "the process ended: signal"), ("lines", "not one plain line"),
      ("exit", "the process ended: status 0"), ("hang", "the process ended: signal 14"),
    ])
  func planted(_ mistake: String, _ problem: String) throws {
    let (status, output) = try Self.run("planted-\(mistake)", mistake == "hang" ? "2" : "20", "6")
    #expect(status == 1)
    #expect(output.contains(problem), "\(output)")
  }

  @Test("there are parsers to try")
  func list() { #expect(Self.names.count >= 4) }

  @Test(
    "no changed input ends the process, takes more memory or time than it may, or is told in more than a line", arguments: names
  )
  func survives(_ name: String) throws {
    let (status, output) = try Self.run(name, "\(Self.count)")
    #expect(status == 0, "\(output)")
  }
}
