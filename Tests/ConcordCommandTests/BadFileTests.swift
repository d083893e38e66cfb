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
      ("{\"bach-size\": 3}", "unknown key 'bach-size'"), ("not json", "is not a JSON object"), ("", "is not a JSON object"),
      ("[1]", "must hold one JSON object"), ("{\"batch-size\": \"many\"}", "'batch-size' is of the wrong kind"),
      ("{\"batch-size\": 1.5}", "holds a number that does not fit"), ("{\"seed\": -1}", "holds a number that does not fit"),
      ("{\"model\": [\"mlp\"]}", "'model' is of the wrong kind"), ("{\"shuffle\": 1}", "'shuffle' is of the wrong kind"),
      ("{\"loss\": 1}", "'loss' is of the wrong kind"),
      ("{\"label-smoothing\": \"x\"}", "'label-smoothing' is of the wrong kind"),
    ])
  func config(_ text: String, _ problem: String) throws {
    let path = try file("config.json", text)
    try Concord("train", "--config", path).expectRefusal(path, problem)
    try Concord("train", environment: ["CONCORD_CONFIG": path]).expectRefusal(path, problem)
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
