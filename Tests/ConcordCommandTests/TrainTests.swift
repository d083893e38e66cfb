import ConcordTestSupport
import Foundation
import Testing

@Suite("Train")
struct TrainTests {
  private static func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("prints accuracy, the memory table with differences of 0 and the hash; report and parameters agree with it")
  func outputs() throws {
    let folder = try TemporaryFolder()
    let run = try Concord(
      "train", "--dataset", "digits", "--model", "mlp", "--steps", "2", "--batch-size", "8", "--report", "r.json", "--save",
      "p", "--memory-table", in: folder)
    #expect(run.status == 0)
    #expect(run.errorLines.isEmpty)
    let report = try Self.object(String(contentsOfFile: folder.path("r.json"), encoding: .utf8))
    let hash = try #require(report["parametersSHA256"] as? String)
    #expect(run.output.contains("parameters SHA-256: \(hash)"))
    #expect(run.output.contains("test accuracy "))
    #expect(run.output.contains("38,440"), "4 · 9,610 bytes of parameters")
    #expect((report["losses"] as? [Double])?.count == 2)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() == ["p", "r.json"])

    // Starting from what was saved, with a rate of 0, ends where it started.
    let again = try Concord("train", "--steps", "1", "--batch-size", "8", "--lr", "0", "--init", "p", "--json", in: folder)
    #expect(again.status == 0)
    #expect(try Self.object(again.output)["parametersSHA256"] as? String == hash)

    // A part of it, and another seed for the rest.
    let part = try Concord(
      "train", "--steps", "1", "--batch-size", "8", "--lr", "0", "--init", "p", "--init-skip", "fc2.*", "--seed", "2", "--json",
      in: folder)
    #expect(part.status == 0)
    #expect(try Self.object(part.output)["parametersSHA256"] as? String != hash)
    try Concord("train", "--init", "p", "--rename", "module.=>", in: folder).expectRefusal("begins with 'module.'")
    try Concord("train", "--rename", "module.=>", in: folder).expectRefusal("--rename: it is about the file of --init")
  }

  @Test("the micro-batch changes no bit, the seed and the order of samples do")
  func bits() throws {
    func hash(_ more: String...) throws -> String? {
      let run =
        switch more.count {
        case 0: try Concord("train", "--steps", "2", "--batch-size", "16", "--json")
        case 1: try Concord("train", "--steps", "2", "--batch-size", "16", "--json", more[0])
        default: try Concord("train", "--steps", "2", "--batch-size", "16", "--json", more[0], more[1])
        }
      return try Self.object(run.output)["parametersSHA256"] as? String
    }
    let plain = try hash()
    #expect(plain != nil)
    #expect(try hash("--micro-batch", "5") == plain)
    #expect(try hash("--seed", "2") != plain)
    #expect(try hash("--no-shuffle") != plain)
  }

  @Test("the loss and its smoothing come from flags or a config file, and the report names them")
  func losses() throws {
    let folder = try TemporaryFolder()
    func report(_ settings: String) throws -> [String: String] {
      try Data("{\"steps\": 2, \"batch-size\": 8\(settings)}".utf8).write(to: URL(fileURLWithPath: folder.path("c.json")))
      let report = try Self.object(Concord("train", "--config", "c.json", "--json", in: folder).output)
      return report.compactMapValues { $0 as? String }
    }
    let flags = try Self.object(
      Concord("train", "--steps", "2", "--batch-size", "8", "--loss", "cross-entropy", "--label-smoothing", "0.25", "--json")
        .output)
    let smoothed = try report(#", "loss": "cross-entropy", "label-smoothing": 0.25"#)
    #expect(smoothed["loss"] == "cross-entropy, label smoothing 0.25")
    #expect(smoothed["loss"] == flags["loss"] as? String)
    #expect(smoothed["parametersSHA256"] == flags["parametersSHA256"] as? String)
    let reports = try [report(""), report(#", "loss": "mse""#), report(#", "loss": "bce""#), smoothed]
    #expect(reports.prefix(3).map { $0["loss"] } == ["cross-entropy", "mse", "bce"])
    #expect(Set(reports.map { $0["parametersSHA256"] }).count == 4)
  }

  @Test("memory knows what a loss takes")
  func memoryOfLoss() throws {
    func activations(_ loss: String) throws -> [String: Int] {
      let text = try Concord("memory", "--loss", loss, "--batch-size", "8", "--measure", "--json").output
      let categories = try #require(try Self.object(text)["categories"] as? [String: [String: Int]])
      return try #require(categories["activations"])
    }
    let (plain, squares) = (try activations("cross-entropy"), try activations("mse"))
    #expect(squares["difference"] == 0)
    #expect(try #require(squares["predicted"]) == (try #require(plain["predicted"])) + 4 * 8 * 10)
  }

  @Test("optimizer, schedule and clipping stand in heading and report, as flags or config file say")
  func optimizer() throws {
    let folder = try TemporaryFolder()
    try Data(
      """
      {"optimizer": "sgd", "momentum": 0.5, "nesterov": true, "weight-decay": 0.01, "clip-norm": 2, "lr": 0.1,
       "schedule": "step", "schedule-epochs": 2, "schedule-gamma": 0.5, "warmup-steps": 3, "lr-scaling": "linear",
       "base-batch": 32}
      """.utf8
    ).write(to: URL(fileURLWithPath: folder.path("c.json")))
    let config = try Concord("train", "--batch-size", "16", "--steps", "2", "--json", "--config", "c.json", in: folder)
    let expected =
      "optimizer: sgd, nesterovMomentum 0.5, weightDecay 0.01; learning rate 0.05, × 0.5 every 180 steps after a warm-up of 3 steps, "
      + "gradients clipped to a norm of 2.0"
    #expect(config.errors.contains(expected), "\(config.errors)")
    let report = try Self.object(config.output)
    #expect(report["learningRate"] as? Double == 0.05, "0.1 · 16 / 32")
    #expect(report["hyperparameters"] as? [String: Double] == ["nesterovMomentum": 0.5, "weightDecay": 0.01])
    #expect(report["clipNorm"] as? Double == 2)
    let schedule = try #require(report["schedule"] as? [String: Any])
    #expect(schedule["steps"] as? Int == 180, "2 epochs of 1,438 images in batches of 16")
    #expect(schedule["warmupSteps"] as? Int == 3)

    let flags = try Concord(
      "train", "--batch-size", "16", "--steps", "2", "--json", "--optimizer", "sgd", "--momentum", "0.5", "--nesterov",
      "--weight-decay", "0.01", "--clip-norm", "2", "--lr", "0.1", "--schedule", "step", "--schedule-epochs", "2",
      "--schedule-gamma", "0.5", "--warmup-steps", "3", "--lr-scaling", "linear", "--base-batch", "32")
    #expect(try Self.object(flags.output)["parametersSHA256"] as? String == report["parametersSHA256"] as? String)
    let other = try Concord("train", "--batch-size", "16", "--steps", "2", "--json", "--optimizer", "sgd", "--lr", "0.1")
    #expect(try Self.object(other.output)["parametersSHA256"] as? String != report["parametersSHA256"] as? String)
  }

  @Test("a cosine is as long as the epochs, whatever step training stops at")
  func cosine() throws {
    for more in ["1", "2"] {
      let run = try Concord(
        "train", "--batch-size", "719", "--epochs", "3", "--steps", more, "--json", "--schedule", "cosine", "--warmup-steps",
        "1")
      let schedule = try #require(try Self.object(run.output)["schedule"] as? [String: Any])
      #expect(schedule["decay"] as? String == "cosine")
      #expect(schedule["steps"] as? Int == 5, "3 epochs of 2 steps, less the warm-up")
    }
  }

  @Test("memory counts the state of the optimizer that is asked for", arguments: [("0", 0), ("0.9", 1)])
  func momentum(_ share: String, _ count: Int) throws {
    let run = try Concord("memory", "--dataset", "digits", "--optimizer", "sgd", "--momentum", share, "--json")
    let categories = try #require(try Self.object(run.output)["categories"] as? [String: [String: Int]])
    #expect(categories["optimizer"] == ["predicted": count * 38_440])
  }

  @Test("memory's prediction is what training allocates")
  func memory() throws {
    let predicted = try Self.object(
      Concord("memory", "--dataset", "digits", "--batch-size", "8", "--optimizer", "adam", "--json").output)
    let training = try Self.object(
      Concord(
        "train", "--dataset", "digits", "--batch-size", "8", "--steps", "1", "--optimizer", "adam", "--json", "--epochs", "1"
      ).output)
    let measured = try Self.object(
      Concord("memory", "--dataset", "digits", "--batch-size", "8", "--measure", "--json").output)
    // The test part of 359 is not larger than the batch of 8 at a time.
    let categories = try #require(predicted["categories"] as? [String: [String: Int]])
    let allocated = try #require((training["memory"] as? [String: Any])?["categories"] as? [String: [String: Int]])
    let alone = try #require(measured["categories"] as? [String: [String: Int]])
    #expect(categories.count == 7)
    for (name, values) in categories {
      #expect(values["allocated"] == nil)
      #expect(values["predicted"] == allocated[name]?["allocated"], "\(name)")
      #expect(values["predicted"] == alone[name]?["allocated"], "\(name)")
    }
    #expect(categories["parameters"]?["predicted"] == 38_440)
  }

  @Test("memory prints the published arithmetic of mlp on mnist without its files")
  func published() throws {
    let run = try Concord(
      "memory", "--model", "mlp", "--dataset", "mnist", "--batch-size", "64", "--optimizer", "adam", "--json")
    let categories = try #require(try Self.object(run.output)["categories"] as? [String: [String: Int]])
    #expect(categories["parameters"] == ["predicted": 407_080])
    #expect(categories["gradients"] == ["predicted": 407_080])
    #expect(categories["optimizer"] == ["predicted": 814_160])
    #expect(categories["batch"] == ["predicted": 200_704 + 256])
  }

  @Test("summary counts parameters and multiply-adds")
  func summary() throws {
    let report = try Self.object(Concord("summary", "--dataset", "mnist", "--json").output)
    #expect(report["parameters"] as? Int == 101_770)
    #expect(report["multiplyAdds"] as? Int == 784 * 128 + 1280)
    let text = try Concord("summary", "--dataset", "mnist")
    #expect(text.status == 0)
    #expect(text.output.contains("101,770"))
  }
}
