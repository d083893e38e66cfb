import ConcordTestSupport
import Foundation
import Testing

/// What a command prints to be run next runs, and trains what was asked for.
@Suite("Printed commands")
struct PrintedCommandTests {
  private static func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  /// Runs a printed command as a shell does, with more words behind it.
  private static func shell(
    _ command: String, _ more: String, in folder: TemporaryFolder, _ environment: [String: String]
  ) throws -> (status: Int32, output: String) {
    #expect(command.hasPrefix("concord "))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "exec \"$0\" \(command.dropFirst("concord ".count)) \(more)", try #require(Concord.path)]
    process.currentDirectoryURL = folder.url
    var variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("CONCORD_") }
    variables.merge(environment) { $1 }
    process.environment = variables
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  /// Settings of a training, each from a flag or from the config file.
  private struct Settings {
    var flags: [String] = []
    var config: [String: Any] = [:]

    mutating func set(_ name: String, _ value: Any, _ numbers: inout SeededNumbers) {
      if Bool.random(using: &numbers) {
        config[name] = value
      } else if value is Bool {
        flags.append("--\(name)")
      } else {
        flags += ["--\(name)", "\(value)"]
      }
    }

    init(_ numbers: inout SeededNumbers) {
      if Bool.random(using: &numbers) { set("model", ["mlp", "mlp-cifar"].randomElement(using: &numbers) ?? "mlp", &numbers) }
      if Bool.random(using: &numbers) { set("width", Int.random(in: 1...40, using: &numbers), &numbers) }
      if Bool.random(using: &numbers) { set("loss", ["mse", "bce"].randomElement(using: &numbers) ?? "mse", &numbers) }
      if Bool.random(using: &numbers) { set("clip-norm", 0.25, &numbers) }
      if Bool.random(using: &numbers) { set("weight-decay", 0.125, &numbers) }
      switch Int.random(in: 0..<4, using: &numbers) {
      case 0: set("optimizer", "adagrad", &numbers)
      case 1:
        set("optimizer", "sgd", &numbers)
        set("momentum", 0.5, &numbers)
        if Bool.random(using: &numbers) { set("nesterov", true, &numbers) }
      default: break
      }
      // What `fit` has no flag for.
      if Bool.random(using: &numbers) { config["lr"] = 0.0625 }
      if Bool.random(using: &numbers) { config["seed"] = 7 }
      if Bool.random(using: &numbers) { config["micro-batch"] = 3 }
      if Bool.random(using: &numbers) { config["memory-limit"] = "300KiB" }
    }
  }

  /// The numbers of a report that say what was trained.
  private static func trained(_ text: String) throws -> [String: String] {
    let report = try object(text)
    let keys = [
      "model", "width", "dataset", "optimizer", "learningRate", "hyperparameters", "loss", "clipNorm", "batchSize", "seed",
      "parametersSHA256",
    ]
    func described(_ value: Any) -> String {
      guard let members = value as? [String: Any] else { return "\(value)" }
      return members.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
    }
    return Dictionary(uniqueKeysWithValues: keys.map { ($0, report[$0].map(described) ?? "none") })
  }

  @Test("what fit prints trains with every setting that was asked for, from flags and config file", arguments: 0..<12)
  func fit(_ seed: Int) throws {
    var numbers = SeededNumbers(UInt64(seed))
    let folder = try TemporaryFolder()
    let settings = Settings(&numbers)
    try JSONSerialization.data(withJSONObject: settings.config).write(to: URL(fileURLWithPath: folder.path("it's c.json")))
    let question = ["batch", "micro-batch", "width"][seed % 3]
    var asked = settings.flags + ["--config", "it's c.json"]
    var expected = asked
    if question == "width" {
      // What is asked for is not given.
      if let place = asked.firstIndex(of: "--width") { asked.removeSubrange(place...(place + 1)) }
    }
    if question != "batch" { asked += ["--batch-size", "100"] }
    let words = ["fit"] + asked + ["--memory", "1MiB", "--for", question]
    let text = try Concord(arguments: words, in: folder)
    #expect(text.status == 0, "\(text.errors)")
    let json = try Self.object(try Concord(arguments: words + ["--json"], in: folder).output)
    let command = try #require(json["command"] as? String)
    #expect(text.output.hasSuffix("\n" + command + "\n"), "\(text.output)")

    let environment = ["CONCORD_BACKEND": "reference"]
    let run = try Self.shell(command, "--steps 2 --json", in: folder, environment)
    #expect(run.status == 0, "\(command)")
    let report = try Self.trained(run.output)
    let largest = try #require(json["largest"] as? Int)
    switch question {
    case "batch": expected += ["--batch-size", String(min(largest, 1438))]
    case "width": expected += ["--batch-size", "100", "--width", String(largest)]
    default: expected += ["--batch-size", "100"]
    }
    if let place = expected.firstIndex(of: "--width"), question == "width", place < expected.count - 2 {
      expected.removeSubrange(place...(place + 1))
    }
    // The same training as its user would ask for it; how it is split changes no bit.
    let direct = try Concord(
      arguments: ["train"] + expected + ["--micro-batch", "auto", "--memory-limit", "1GiB", "--steps", "2", "--json"],
      in: folder)
    #expect(direct.status == 0, "\(direct.errors)")
    for (key, value) in try Self.trained(direct.output) { #expect(report[key] == value, "\(key) of \(command)") }
  }

  @Test("fit names no batch larger than the data set, and says why")
  func batchOfAll() throws {
    let run = try Concord("fit", "--memory", "1GiB")
    #expect(run.status == 0)
    #expect(run.output.contains("the data set has 1,438 training images, so a batch of at most these:\n"))
    #expect(run.output.contains(" --batch-size 1438 "))
    let report = try Self.object(try Concord("fit", "--memory", "1GiB", "--json").output)
    #expect(report["largest"] as? Int ?? 0 > 1438)
    #expect(report["trainingImages"] as? Int == 1438)
    // Where everything fits there is no reason to compute anything twice, nor to share places.
    #expect((report["command"] as? String)?.contains("--plan retain") == true)
    for question in ["micro-batch", "width"] {
      try Concord("fit", "--memory", "1GiB", "--for", question, "--batch-size", "1439")
        .expectRefusal("--batch-size", "1438 training images")
    }
    let image = try Self.object(try Concord("fit", "--memory", "1GiB", "--for", "image", "--json").output)
    #expect(image["command"] == nil, "no flag trains on images of another size")
  }

  @Test("fit keeps to the config file's memory limit, as the command that it prints does")
  func memoryLimit() throws {
    let folder = try TemporaryFolder()
    try Data(#"{"memory-limit": "400KiB"}"#.utf8).write(to: URL(fileURLWithPath: folder.path("c.json")))
    let report = try Self.object(try Concord("fit", "--config", "c.json", "--json", in: folder).output)
    #expect((report["budget"] as? [String: Any])?["bytes"] as? Int == 400 << 10)
    let command = try #require(report["command"] as? String)
    #expect(try Self.shell(command, "--steps 1", in: folder, ["CONCORD_BACKEND": "reference"]).status == 0, "\(command)")
  }

  @Test("memory and train recommend the best of their own table, unless a plan was asked for")
  func best() throws {
    for command in ["memory", "train"] {
      let run = try Concord(command, "--memory-limit", "260000", "--json")
      #expect(run.status == 1)
      let report = try Self.object(run.output)
      let plans = try #require(report["plans"] as? [[String: Any]])
      let fastest = plans.compactMap { $0["multiplyAddsPerImage"] as? Int }.min()
      let most = plans.filter { $0["multiplyAddsPerImage"] as? Int == fastest }.compactMap { $0["largest"] as? Int }.max()
      let line = try #require(run.errorLines.first)
      #expect(line.contains("--micro-batch \(try #require(most)) "), "\(line)")
      let printed = try #require(report["command"] as? String)
      #expect(line.hasSuffix(printed))
      let again = try Self.shell(
        printed, command == "train" ? "--steps 1" : "", in: try TemporaryFolder(), ["CONCORD_BACKEND": "reference"])
      #expect(again.status == 0, "\(printed)")
      let kept = try Concord(command, "--memory-limit", "260000", "--plan", "retain")
      #expect(kept.errorLines.first?.hasSuffix("--plan retain") == true, "\(kept.errors)")
    }
  }

  @Test("words are quoted as a shell reads them, whatever is in them")
  func quoting() throws {
    let pictures = try PictureFolder()
    let root = URL(fileURLWithPath: pictures.folder.url.path)
    let names = ["with space", "it's", "$(touch x)", "new\nline\u{1b}[2J", "-dash", "caf\u{e9}"]
    for name in names {
      try FileManager.default.copyItem(at: root.appendingPathComponent("pictures"), to: root.appendingPathComponent(name))
      let run = try Concord("fit", "--dataset", "./\(name)", "--memory", "1MiB", "--json", in: pictures.folder)
      #expect(run.status == 0, "\(run.errors)")
      let command = try #require(try Self.object(run.output)["command"] as? String)
      #expect(!command.unicodeScalars.contains { $0.properties.generalCategory == .control })
      // /bin/sh may be one that does not know $'…' yet.
      guard !command.contains("$'") else { continue }
      let again = try Self.shell(command, "--steps 1", in: pictures.folder, ["CONCORD_BACKEND": "reference"])
      #expect(again.status == 0, "\(command)")
    }
    #expect(!FileManager.default.fileExists(atPath: pictures.folder.path("x")))
  }
}
