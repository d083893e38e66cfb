import ConcordTestSupport
import Foundation
import Testing

@Suite("Bad files")
struct BadFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func file(_ name: String, _ text: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path(name)))
    return folder.path(name)
  }

  private func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() }

  @Test(
    "a config file that cannot be meant is refused with its path and what is wrong",
    arguments: [
      (#"{"bach-size": 3}"#, "unknown key 'bach-size'"),
      ("not json", "not JSON that can be read: line 1: a value was expected"),
      ("", "it ends where a value should be"), ("[1]", "a config file is one JSON object, but this is an array of 1"),
      (#"{"batch-size": "many"}"#, #"'batch-size' must be a whole number between"#),
      (#"{"batch-size": 1.5}"#, "but is 1.5"), (#"{"seed": -1}"#, "but is -1"), (#"{"batch-size": 64.0}"#, "but is 64.0"),
      (#"{"batch-size": 18446744073709551616}"#, "but is 18446744073709551616"),
      (#"{"model": ["mlp"]}"#, "'model' must be a text, but is an array"),
      (#"{"shuffle": 1}"#, "'shuffle' must be true or false"), (#"{"loss": 1}"#, "'loss' must be a text"),
      (#"{"label-smoothing": "x"}"#, "'label-smoothing' must be a number"),
      (#"{"micro-batch": true}"#, "'micro-batch' must be a text or a whole number"),
      (#"{"lr": 0.1, "lr": 0.2}"#, #""lr" comes twice"#), (#"{"lr": 0.1, "\u006cr": 0.2}"#, #""lr" comes twice"#),
      (#"{"lr": null}"#, "'lr' must be a number, but is null; leave it out"),
      (#"{"model": null}"#, "'model' must be a text, but is null"), (#"{"micro-batch": null}"#, "but is null"),
      (#"{"lr": 1e-400}"#, "so small that it would be 0"), (#"{"lr": 1e400}"#, "too large"),
      (#"{"lr": 0.1,}"#, "a name in quotes was expected"), (#"{"lr": .1}"#, "a value was expected"),
      (#"{"lr": 01}"#, "',' or '}' was expected"), (#"{"lr": NaN}"#, "a value was expected"),
      (#"{"lr": 0.1} {}"#, "something follows"), ("{\"save\": \"a\u{0}b\"}", "control character"),
      (#"{"\u001b[2J": 1}"#, #"unknown key '\u{1b}[2J'"#),
    ])
  func config(_ text: String, _ problem: String) throws {
    let path = try file("config.json", text)
    try Concord("train", "--config", path).expectRefusal(path, problem)
    try Concord("train", environment: ["CONCORD_CONFIG": path]).expectRefusal(path, problem)
  }

  @Test("a config file with a byte order mark is read; one in UTF-16, a pipe or one of gigabytes is refused by what it is")
  func encodings() throws {
    let good = #"{"steps": 1, "batch-size": 8}"#
    #expect(try Concord("train", "--config", file("bom.json", "\u{feff}" + good)).status == 0)
    for encoding in [String.Encoding.utf16LittleEndian, .utf16BigEndian, .utf16] {
      try #require(good.data(using: encoding)).write(to: URL(fileURLWithPath: folder.path("wide.json")))
      try Concord("train", "--config", folder.path("wide.json")).expectRefusal("UTF-16", "save it as UTF-8")
    }
    #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
    try Concord("train", "--config", folder.path("pipe")).expectRefusal("it is a named pipe")
    _ = try file("large.json", "")
    #expect(truncate(folder.path("large.json"), 1 << 32) == 0)
    try Concord("train", "--config", folder.path("large.json")).expectRefusal("4294967296 bytes")
    try Concord("summary", "--model", folder.path("large.json")).expectRefusal("4294967296 bytes")
    rename(folder.path("pipe"), folder.path("pipe.json"))
    try Concord("summary", "--model", folder.path("pipe.json")).expectRefusal("it is a named pipe")
    try Concord("train", "--init", folder.path("pipe.json")).expectRefusal("it is a named pipe")
  }

  @Test("a config file that is not there is refused")
  func missingConfig() throws {
    try Concord("train", "--config", folder.path("none.json")).expectRefusal("none.json", "no such file or folder")
  }

  @Test("a report or parameters that cannot be written are refused before training, and nothing is left behind")
  func outputs() throws {
    _ = try file("plain", "kept")
    for flag in ["--report", "--save"] {
      for path in [folder.path("none/out"), folder.path("plain/out"), folder.url.path, "/proc/concord-out"] {
        try Concord("train", "--steps", "1", flag, path).expectRefusal(path, "cannot be written")
      }
    }
    // The first is good and must not be written when the second is not.
    try Concord("train", "--steps", "1", "--save", folder.path("p"), "--report", folder.path("none/r"))
      .expectRefusal("none/r")
    #expect(try names() == ["plain"])
  }

  @Test("initial parameters that are missing, damaged or of another model are refused, and nothing is written")
  func initial() throws {
    try Concord("train", "--init", folder.path("none"), "--save", folder.path("s"))
      .expectRefusal("none", "no such file or folder")
    let damaged = try file("damaged", "not safetensors")
    try Concord("train", "--init", damaged, "--report", folder.path("r")).expectRefusal(
      damaged, "not a usable safetensors file")
    #expect(try names() == ["damaged"])
  }

  @Test("a plugin that is missing, is text, or lacks the symbol is refused with its path")
  func plugins() throws {
    try Concord("train", "--backend", folder.path("none.so")).expectRefusal("none.so")
    let text = try file("text.so", "I am not a library")
    try Concord("train", "--backend", text).expectRefusal(text)
    try Concord("memory", "--measure", "--backend", text).expectRefusal(text)
  }

  @Test(
    "a shared library without the symbol is refused with the symbol's name",
    .enabled(if: CCompiler.path != nil, "needs a C compiler"))
  func noSymbol() throws {
    let source = try file("other.c", "int other(void) { return 1; }\n")
    try CCompiler.plugin(source, to: folder.path("other.so"))
    try Concord("train", "--backend", folder.path("other.so")).expectRefusal("other.so", "concord_backend")
  }
}
