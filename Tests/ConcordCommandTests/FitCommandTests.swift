import ConcordTestSupport
import Foundation
import Testing

@Suite("Fit and memory limits")
struct FitCommandTests {
  private static func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  /// mlp on digits with Adam, by hand: 9,610 parameters in four tensors of 32,768, 512, 5,120 and 40 bytes, rounded up to 256; four
  /// times for parameters, gradients and two moments; state 2 · 256.
  private static let fixedBytes = 4 * (32_768 + 512 + 5_120 + 256) + 512

  @Test("the largest batch is the arithmetic on paper")
  func batch() throws {
    // For a multiple of 64 images no activation has a gap: images 256, label 4, fc1 and its ReLU in one 512, logits 40, fc1's gradient
    // through the ReLU 512 twice, loss 4, and the logits' gradient 40.
    let bytes = Self.fixedBytes + 128 * (256 + 4 + 512 + 40 + 512 + 512 + 4 + 40)
    let run = try Concord("fit", "--dataset", "digits", "--memory", String(bytes), "--plan", "retain", "--json")
    #expect(run.status == 0)
    let report = try Self.object(run.output)
    #expect(report["largest"] as? Int == 128)
    #expect(report["limitingCategory"] as? String == "activations" || report["limitingCategory"] as? String == "optimizer")
    let command = try #require(report["command"] as? String)
    #expect(command.contains("--batch-size 128"))
    let memory = try #require(report["memory"] as? [String: Any])
    #expect(memory["peak"] as? Int == bytes)
    let less = try Concord("fit", "--dataset", "digits", "--memory", String(bytes - 1), "--plan", "retain", "--json")
    #expect(try Self.object(less.output)["largest"] as? Int == 127)
  }

  @Test("of shards a micro-batch is one at most, its tree counts, and what fits is what a device that shares the batch takes")
  func shards() throws {
    let words = ["--dataset", "digits", "--batch-size", "200", "--shards", "16"]
    // Gradients are there once more for each of the tree's four levels, and the loss total too.
    let bytes = Self.fixedBytes + 4 * (32_768 + 512 + 5_120 + 256 + 256)
    let fit = try Concord(
      arguments: ["fit", "--for", "micro-batch", "--memory", "64MiB", "--plan", "retain", "--json"] + words)
    let report = try Self.object(fit.output)
    #expect(report["largest"] as? Int == 13, "\(fit.output)\(fit.errors)")
    let memory = try #require(report["memory"] as? [String: Any])
    let peak = try #require(memory["peak"] as? Int)
    #expect(peak > bytes)
    let trained = try Concord(
      arguments: ["train", "--steps", "2", "--backend", "reference,reference", "--json", "--micro-batch", "13"] + words)
    let devices = try #require(try Self.object(trained.output)["devices"] as? [[String: Any]])
    #expect(devices.count == 2)
    for device in devices { #expect((device["memory"] as? [String: Any])?["peak"] as? Int == peak) }
    try Concord(arguments: ["fit", "--memory", "64MiB", "--shards", "4"]).expectRefusal("--shards", "--for micro-batch")
  }

  @Test("every question has an answer, in text too", arguments: ["batch", "micro-batch", "image", "width"])
  func questions(_ question: String) throws {
    let run = try Concord("fit", "--dataset", "mnist", "--memory", "32MiB", "--for", question)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("largest"))
    #expect(run.output.contains("what limits: "))
    #expect(run.output.contains("retain"))
  }

  @Test("the longest sequence of a model file; places that a short one lacks are passed over, and images have no length")
  func length() throws {
    let folder = try TemporaryFolder()
    let json = #"""
      {
        "name": "read", "inputs": [{"name": "words", "shape": [8], "element": "int32"}], "outputs": ["topic"],
        "layers": [
          {"type": "Embedding", "count": 50, "dimensions": 16}, {"type": "TransformerEncoderLayer", "heads": 2, "causal": true},
          {"type": "Select", "place": 5}, {"type": "Linear", "outputs": 3, "name": "topic"}
        ]
      }
      """#
    try Data(json.utf8).write(to: folder.url.appendingPathComponent("read.json"))
    let words = ["fit", "--model", "read.json", "--memory", "64MiB", "--batch-size", "4", "--for", "length"]
    let run = try Concord(arguments: words + ["--json"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let report = try Self.object(run.output)
    let plans = try #require(report["plans"] as? [[String: Any]])
    let lengths = plans.compactMap { $0["largest"] as? Int }
    #expect(plans.count == 3 && lengths.count == 3 && lengths.allSatisfy { $0 > 8 })
    #expect(lengths.max() == report["largest"] as? Int)
    #expect(report["command"] == nil)
    let images = try Concord("fit", "--model", "vit", "--dataset", "cifar10", "--memory", "64MiB", "--for", "length")
    #expect(images.status != 0)
    #expect(images.errorLines.first?.contains("whose inputs are sequences") == true, "\(images.errors)")
  }

  @Test("of a device 80 % is the budget unless the headroom says otherwise")
  func headroom() throws {
    func budget(_ arguments: [String]) throws -> Int? {
      let run =
        arguments.isEmpty
        ? try Concord("fit", "--dataset", "digits", "--json")
        : try Concord("fit", "--dataset", "digits", "--json", arguments[0], arguments[1])
      return (try Self.object(run.output)["budget"] as? [String: Any])?["bytes"] as? Int
    }
    let whole = try #require(try budget(["--headroom", "0"]))
    #expect(try budget([]) == Int(Double(whole) * 0.8))
    #expect(try budget(["--headroom", "0.5"]) == whole / 2)
    #expect(try budget(["--memory", "1GiB"]) == 1 << 30)
  }

  @Test("a run that cannot fit prints the table, names a command that runs, and asks the device for nothing")
  func shortage() throws {
    let limit = String(Self.fixedBytes + 20_000)
    let run = try Concord("train", "--steps", "1", "--batch-size", "32", "--memory-limit", limit, "--plan", "retain")
    #expect(run.status == 1)
    #expect(run.errorLines.count == 1)
    #expect(run.output.contains("  activations"))
    let line = try #require(run.errorLines.first)
    #expect(line.contains("not enough device memory for 'mlp' in micro-batches of 32"))
    let command = try #require(line.split(separator: "this fits: concord ").last.map(String.init))
    let words = command.split(separator: " ").map(String.init)
    let size = try #require(words.firstIndex(of: "--micro-batch").map { words[$0 + 1] })
    #expect(
      try Concord("train", "--steps", "1", "--batch-size", "32", "--memory-limit", limit, "--micro-batch", size).status == 0)
    let next = String(try #require(Int(size)) + 1)
    let more = try Concord(
      "train", "--steps", "1", "--batch-size", "32", "--memory-limit", limit, "--micro-batch", next, "--plan", "retain")
    #expect(more.status == 1)

    let json = try Concord("memory", "--batch-size", "32", "--memory-limit", limit, "--plan", "retain", "--json")
    #expect(json.status == 1)
    #expect(try Self.object(json.output)["fits"] as? Bool == false)
  }

  @Test("an activation budget that no micro-batch keeps to names the least that works, and the command runs")
  func leastActivationBudget() throws {
    let run = try Concord(
      "train", "--steps", "1", "--batch-size", "32", "--plan", "checkpoint", "--activation-budget", "9")
    run.expectRefusal("activation budget of 9 bytes", "'mlp' in micro-batches of 32", "no micro-batch keeps to it")
    let line = try #require(run.errorLines.first)
    #expect(!line.contains("smaller micro-batch"), "\(line)")
    let words = try #require(line.split(separator: ": concord ").last).split(separator: " ").map(String.init)
    let place = try #require(words.firstIndex(of: "--activation-budget")) + 1
    let least = try #require(Int(words[place]))
    #expect(line.contains("least budget that works is \(least) bytes"))
    #expect(try Concord(arguments: words).status == 0)
    var less = words
    less[place] = String(least - 1)
    try Concord(arguments: less).expectRefusal("no micro-batch keeps to it", "works is \(least) bytes")
    try Concord("memory", "--plan", "checkpoint", "--activation-budget", "9").expectRefusal("works is \(least) bytes")

    let json = try Concord(
      "train", "--batch-size", "32", "--plan", "checkpoint", "--activation-budget", "9", "--micro-batch", "auto", "--json")
    #expect(json.status == 1)
    let report = try Self.object(json.output)
    #expect((report["command"] as? String)?.contains("--activation-budget \(least)") == true)
  }

  @Test("where a smaller micro-batch keeps to the activation budget, that is the command")
  func activationBudgetOfFewer() throws {
    let arguments = ["train", "--steps", "1", "--batch-size", "64", "--plan", "checkpoint", "--activation-budget", "20000"]
    let run = try Concord(arguments: arguments)
    run.expectRefusal("activation budget of 20000 bytes is too small for 'mlp' in micro-batches of 64", "this fits: concord ")
    let words = try #require(run.errorLines.first?.split(separator: "this fits: concord ").last)
    #expect(try Concord(arguments: words.split(separator: " ").map(String.init)).status == 0)
  }

  @Test("auto says which limit binds: the activation budget, the memory limit, a share of the device, or none")
  func binding() throws {
    func line(_ more: String...) throws -> (size: Int, text: String) {
      let run = try Concord(arguments: ["train", "--steps", "1", "--batch-size", "64", "--micro-batch", "auto"] + more)
      #expect(run.status == 0, "\(run.errors)")
      let line = try #require(run.errors.split(separator: "\n").first { $0.hasPrefix("micro-batch: ") }.map(String.init))
      return (try #require(Int(line.dropFirst(13).prefix { $0.isNumber })), line)
    }
    let budget = try line("--plan", "checkpoint", "--activation-budget", "20000")
    #expect(budget.text == "micro-batch: \(budget.size), the largest within the activation budget of 20000 bytes")
    #expect(budget.size < 64)
    try Concord(
      "train", "--steps", "1", "--batch-size", "64", "--plan", "checkpoint", "--activation-budget", "20000", "--micro-batch",
      String(budget.size + 1)
    ).expectRefusal("activation budget of 20000 bytes")
    let limit = try line(
      "--plan", "checkpoint", "--activation-budget", "1GiB", "--memory-limit", String(Self.fixedBytes + 20_000))
    #expect(limit.text == "micro-batch: \(limit.size), the largest within the memory limit")
    #expect(limit.size < 64)
    let whole = try line()
    #expect(whole.text.hasPrefix("micro-batch: 64, the whole batch within 80 % of the memory of "))
  }

  @Test("as many images at a time as fit give the same parameters")
  func auto() throws {
    func report(_ more: String...) throws -> [String: Any] {
      let run =
        more.isEmpty
        ? try Concord("train", "--steps", "2", "--batch-size", "32", "--json")
        : try Concord("train", "--steps", "2", "--batch-size", "32", "--json", more[0], more[1], more[2], more[3])
      return try Self.object(run.output)
    }
    let limit = Self.fixedBytes + 20_000
    let limited = try report("--micro-batch", "auto", "--memory-limit", String(limit))
    let size = try #require(limited["microBatch"] as? Int)
    #expect(size > 0 && size < 32)
    let peak = try #require((limited["memory"] as? [String: Any])?["peakAllocated"] as? Int)
    #expect(peak <= limit)
    #expect(limited["parametersSHA256"] as? String == (try report()["parametersSHA256"] as? String))
    #expect(limited["residentBytesBeforeDevice"] as? Int ?? 0 > 1 << 20)
  }

  @Test("the config file sets limit and micro-batch as the flags do")
  func config() throws {
    let folder = try TemporaryFolder()
    func train(_ config: String) throws -> Concord {
      try Data(config.utf8).write(to: URL(fileURLWithPath: folder.path("c.json")))
      return try Concord("train", "--steps", "1", "--batch-size", "32", "--json", "--config", "c.json", in: folder)
    }
    let limited = try train(#"{"memory-limit": \#(Self.fixedBytes + 20_000), "micro-batch": "auto"}"#)
    #expect((try Self.object(limited.output)["microBatch"] as? Int ?? 0) < 32)
    #expect(try Self.object(train(#"{"memory-limit": "1GiB", "micro-batch": 5}"#).output)["microBatch"] as? Int == 5)
    #expect(try train(#"{"memory-limit": "1KiB"}"#).errorLines.first?.contains("not enough device memory") == true)
    try train(#"{"memory-limit": "a lot"}"#).expectRefusal("'a lot'", "512MiB")
    try train(#"{"micro-batch": "some"}"#).expectRefusal("'some'", "auto")
    try train(#"{"memory-limit": true}"#).expectRefusal("'memory-limit' must be a text or a whole number, but is true")
  }

  @Test("a size, question or plan that is none gets one line")
  func refusals() throws {
    for (text, part) in [
      ("0", "less than one byte"), ("-1GiB", "negative"), ("99999999999TiB", "largest size"), ("lots", "no number"),
    ] {
      try Concord("fit", "--memory", text).expectRefusal("'\(text)'", part, "8GiB")
      try Concord("train", "--memory-limit", text).expectRefusal("'\(text)'", part)
      try Concord("memory", "--memory-limit", text).expectRefusal("'\(text)'", part)
    }
    try Concord("fit", "--for", "depth").expectRefusal("'depth'", "batch, micro-batch, image, width")
    try Concord("fit", "--plan", "magic", "--memory", "1GiB").expectRefusal("'magic'", "retain")
    try Concord("fit", "--headroom", "1").expectRefusal("below 1")
    try Concord("fit", "--headroom", "-0.1").expectRefusal("at least 0")
    try Concord("fit", "--for", "batch", "--batch-size", "3").expectRefusal("--for micro-batch")
    try Concord("fit", "--for", "width", "--model", "lenet5", "--dataset", "mnist", "--memory", "1GiB").expectRefusal(
      "no width", "mlp")
    try Concord("train", "--width", "0").expectRefusal("between 1 and")
    let none = try Concord("fit", "--memory", "1KiB")
    #expect(none.status == 1)
    #expect(none.errorLines.first?.contains("nothing fits") == true)
  }

  @Test(
    "the picture is a drawing with title, axis, legend and the layer under the peak; a path that cannot be written is refused first"
  )
  func picture() throws {
    let folder = try TemporaryFolder()
    let run = try Concord(
      "memory", "--model", "lenet5", "--dataset", "mnist", "--batch-size", "8", "--plot", "m.svg", in: folder)
    #expect(run.status == 0)
    let text = try String(contentsOfFile: folder.path("m.svg"), encoding: .utf8)
    #expect(text.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
    #expect(text.hasSuffix("</svg>\n"))
    for part in [
      "lenet5: device memory", "micro-batches of 8", "most live in '", "activations", "optimizer", "KiB", "conv1",
      "prefers-color-scheme: dark",
    ] {
      #expect(text.contains(part), "\(part)")
    }
    #expect(run.output.contains("conv1"))
    try Concord("memory", "--plot", "absent/m.svg", in: folder).expectRefusal("absent/m.svg")
  }
}
