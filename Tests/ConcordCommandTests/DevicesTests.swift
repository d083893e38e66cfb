import ConcordTestSupport
import Foundation
import Testing

/// Plugins that take their process with them, listed beside those that do not.
@Suite("concord devices", .enabled(if: CCompiler.path != nil, "needs a C compiler"))
struct DevicesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func build(_ behaviour: String, as name: String) throws {
    _ = try MisbehavingPlugin.build(behaviour, in: folder, name: "libConcord\(name).so")
  }

  private func entries(_ arguments: String...) throws -> [[String: Any]] {
    let run = try Concord(
      arguments: ["devices", "--json"] + arguments, environment: ["CONCORD_PLUGIN_PATH": folder.url.path])
    #expect(run.status == 0, "\(run.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
  }

  private func entry(_ backend: String, _ entries: [[String: Any]]) throws -> [String: Any] {
    try #require(entries.first { $0["backend"] as? String == backend }, "\(backend) is not listed")
  }

  @Test(
    "one that crashes, exits or hangs when it is loaded or asked is a line that says so, and the others are listed",
    arguments: [
      ("CRASHES_AT_LOAD", "signal 11"), ("CRASHES_IN_COUNT", "signal 11"), ("EXITS_AT_LOAD", "exit status 0"),
      ("EXITS_IN_COUNT", "exit status 0"), ("HANGS_AT_LOAD", "took longer than 3 s"),
      ("HANGS_IN_COUNT", "took longer than 3 s"),
    ])
  func bad(behaviour: String, words: String) throws {
    try build(behaviour, as: "Bad")
    try build("NOTHING", as: "Good")
    let entries = try entries("--time-limit", "3")
    let error = try #require(try entry("bad", entries)["error"] as? String)
    #expect(error.contains(words), "\(error)")
    #expect(try entry("good", entries)["name"] as? String == "Template device")
    #expect(try entry("reference", entries)["name"] as? String == "Swift reference")
  }

  @Test(
    "--check says of one that crashes, exits, hangs or lies when it is opened what it did",
    arguments: [
      ("CRASHES_IN_OPEN", "signal 11"), ("EXITS_IN_OPEN", "exit status 0"), ("HANGS_IN_OPEN", "took longer than 3 s"),
      ("EXITS_IN_RUN", "exit status 0"), ("FLIPS_A_BIT", "the host's probe found"), ("SAYS_FAILED", "does not compute"),
    ])
  func badOpen(behaviour: String, words: String) throws {
    try build(behaviour, as: "Bad")
    let run = try Concord(
      "devices", "--check", "--backend", folder.path("libConcordBad.so"), "--json", "--time-limit", "3")
    let entries = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
    #expect(entries.count == 1)
    #expect((entries.first?["error"] as? String)?.contains(words) == true, "\(run.output)")
  }

  @Test("--check says whose word it is that a device conforms")
  func standing() throws {
    try build("NOTHING", as: "Good")
    let entries = try entries("--check")
    #expect(
      (try entry("good", entries)["standing"] as? String)?.hasPrefix("conforming, by the backend's word and the host's probe")
        == true)
    #expect(try entry("good", entries)["conformance"] as? String == "conforming")
  }

  @Test("the plugin that the variable or the config file gives by its path is listed; a config file that is no good is refused")
  func configured() throws {
    let path = try MisbehavingPlugin.build("NOTHING", in: folder, name: "libMine.so")
    #expect(try Concord("devices", backend: path).output.contains("\(path):0"))
    let config = folder.path("config.json")
    try Data(#"{"backend": "\#(path):0"}"#.utf8).write(to: URL(fileURLWithPath: config))
    #expect(try Concord("devices", "--config", config, backend: nil).output.contains("\(path):0"))
    #expect(try Concord("devices", backend: nil, environment: ["CONCORD_CONFIG": config]).output.contains("\(path):0"))
    #expect(try !Concord("devices", "--config", config, backend: "reference").output.contains("libMine"))
    try Data(#"{"bakend": "x"}"#.utf8).write(to: URL(fileURLWithPath: config))
    try Concord("devices", "--config", config).expectRefusal("'bakend'")
  }

  @Test("--backend lists one alone; one that is not there is an error")
  func one() throws {
    let run = try Concord("devices", "--backend", "reference", "--json")
    let entries = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
    #expect(entries.count == 1)
    // The reference uses all cores, and says so.
    #expect(entries.first?["computeUnits"] as? Int == ProcessInfo.processInfo.processorCount)
    try Concord("devices", "--backend", folder.path("none.so")).expectRefusal("none.so", "no such file or folder")
  }

  @Test("names that hold escape sequences reach the terminal harmless")
  func coloured() throws {
    try build("COLOURED", as: "Red")
    let run = try Concord("devices", environment: ["CONCORD_PLUGIN_PATH": folder.url.path])
    #expect(!run.output.contains("\u{1b}") && run.output.contains(#"\u{1b}[31mred\n"#), "\(run.output)")
    let refused = try Concord("train", "--backend", folder.path("libConcordRed.so"), "--steps", "1")
    refused.expectRefusal(#"\u{1b}[31mred\nand two lines\u{7}"#)
    #expect(!refused.errors.contains("\u{1b}"))
  }
}
