import ConcordTestSupport
import Foundation
import Testing

@Suite("Model files at the command")
struct ModelFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func file(_ name: String, _ text: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path(name)))
    return folder.path(name)
  }

  private static let net = #"""
    {
      "name": "net",
      "layers": [
        {"type": "Conv2D", "outputs": 4, "kernel": 3, "padding": 1, "name": "conv1"},
        {"type": "ReLU"},
        {"type": "MaxPool2D", "kernel": 2},
        {"type": "Flatten"},
        {"type": "Dropout", "probability": 0.2},
        {"type": "Linear", "outputs": 10, "name": "fc"}
      ]
    }
    """#

  @Test("a model file trains, in micro-batches with the same bits, and its memory is as predicted")
  func train() throws {
    let path = try file("net.json", Self.net)
    let whole = try Concord("train", "--model", path, "--dataset", "digits", "--steps", "3", "--json")
    let parts = try Concord("train", "--model", path, "--dataset", "digits", "--steps", "3", "--json", "--micro-batch", "10")
    #expect(whole.status == 0 && parts.status == 0, "\(whole.errors) \(parts.errors)")
    func hash(_ run: Concord) -> Substring? { run.output.split(separator: "\n").first { $0.contains("parametersSHA256") } }
    #expect(hash(whole) != nil && hash(whole) == hash(parts))
    #expect(whole.output.contains("\"model\" : \"net\"") || whole.output.contains("\"model\": \"net\""))
    // 4·9 + 4 and 64·10 + 10.
    #expect(try Concord("summary", "--model", path, "--dataset", "digits").output.contains("690"))
    let memory = try Concord("memory", "--model", path, "--dataset", "digits", "--measure")
    #expect(memory.status == 0 && memory.output.contains("net, adam"), "\(memory.errors)")
  }

  @Test("a model with several inputs is summed up with them, and train says that a data set of images cannot feed it")
  func severalInputs() throws {
    let two = try file(
      "two.json",
      #"""
      {"name": "two", "inputs": [{"name": "image", "shape": [1, 8, 8]}, {"name": "words", "shape": [3], "element": "int32"}],
       "outputs": ["digit", "word"],
       "layers": [{"type": "Flatten", "inputs": ["image"]}, {"type": "Linear", "outputs": 10, "name": "digit"},
        {"type": "Embedding", "count": 5, "dimensions": 2, "inputs": ["words"]}, {"type": "Flatten"},
        {"type": "Linear", "outputs": 5, "name": "word"}]}
      """#)
    let summary = try Concord("summary", "--model", two, "--batch-size", "2").output.split(separator: "\n")
    func row(_ first: String, _ kind: String) -> Bool {
      summary.contains { $0.drop { $0 == " " }.hasPrefix(first) && $0.contains(kind) }
    }
    #expect(row("image ", "input f32") && row("words ", "input i32") && row("digit ", "output") && row("word ", "output"))
    try Concord("train", "--model", two, "--dataset", "digits").expectRefusal(
      "--model", "a data set of images feeds one input and one output", "the inputs image, words and the outputs digit, word",
      "Swift API")
    let other = try file(
      "other.json",
      #"{"name": "other", "inputs": [{"name": "x", "shape": [64]}], "layers": [{"type": "Linear", "outputs": 10}]}"#)
    try Concord("train", "--model", other, "--dataset", "digits")
      .expectRefusal("'other' takes f32[64], but images of the data set are f32[1, 8, 8]")
    let named = try file(
      "named.json",
      Self.net.replacingOccurrences(of: "\"layers\"", with: "\"outputs\": [\"conv1\"], \"layers\""))
    try Concord("train", "--model", named, "--dataset", "digits")
      .expectRefusal("'net' gives f32[4, 8, 8] for each image, but the data set has 10 classes")
  }

  @Test("the config file can name a model file")
  func config() throws {
    let path = try file("net.json", Self.net)
    let config = try file("config.json", #"{"model": "\#(path)", "dataset": "digits"}"#)
    #expect(try Concord("summary", "--config", config).output.hasPrefix("net"))
  }

  @Test("a model file that is not there or wrong is one error with its path, the layer and what to do")
  func mistakes() throws {
    for command in ["train", "summary", "memory", "bench"] {
      try Concord(command, "--model", folder.path("none.json")).expectRefusal("none.json", "no such file or folder")
    }
    let misspelt = try file("misspelt.json", Self.net.replacingOccurrences(of: "kernel\": 3", with: "kernle\": 3"))
    try Concord("train", "--model", misspelt, "--dataset", "digits")
      .expectRefusal("misspelt.json", "layer 'conv1'", "kernle", "it takes outputs, kernel")
    let classes = try file("classes.json", Self.net.replacingOccurrences(of: "\"outputs\": 10", with: "\"outputs\": 9"))
    try Concord("train", "--model", classes, "--dataset", "digits")
      .expectRefusal("classes.json", "layer 'fc'", "should end in [N, 10]", "ends in [N, 9]")
    func wide(_ outputs: Int) throws -> Concord {
      let huge = try file("huge.json", Self.net.replacingOccurrences(of: "\"outputs\": 4", with: "\"outputs\": \(outputs)"))
      return try Concord("train", "--model", huge, "--dataset", "digits")
    }
    try wide(2_147_483_647).expectRefusal("layer 'conv1': conv2d would work on")
    // With the table of what it would take.
    let refused = try wide(100_000_000)
    #expect(refused.status != 0)
    #expect(refused.errorLines.count == 1)
    #expect(refused.errorLines.first?.contains("not enough device memory for 'net'") == true)
    #expect(refused.output.contains("68,000,000,040"), "parameters of 100,000,000 filters")
    let text = try file("text.json", "I am a text")
    try Concord("summary", "--model", text).expectRefusal("text.json", "line 1")
    try Concord("summary", "--model", folder.url.path + "/.json").expectRefusal(".json")
  }
}
