import ConcordTestSupport
import Foundation
import Testing

@Suite("Runs")
struct RunTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private func text(_ name: String) throws -> String { try String(contentsOfFile: folder.path(name), encoding: .utf8) }

  /// The hash that a training prints.
  private func hash(_ arguments: [String], backend: String = "reference") throws -> String {
    let run = try Concord(arguments: ["train", "--json"] + arguments, in: folder, backend: backend)
    #expect(run.status == 0, "\(run.errors)")
    return try #require(try Self.object(run.output)["parametersSHA256"] as? String)
  }

  private static let training = ["--epochs", "2", "--batch-size", "100"]

  @Test("devices that share each batch end in the hash of one, also in turns, and the run can be verified")
  func shared() throws {
    let training = Self.training + ["--shards", "8"]
    let whole = try hash(training)
    #expect(try hash(training + ["--micro-batch", "5"]) == whole)
    #expect(try hash(Self.training) != whole)
    #expect(
      try hash(training + ["--balance", "6:1:1", "--steps", "5", "--run", "r"], backend: "reference,reference,reference")
        != whole)
    #expect(try hash(["--resume", "r", "--steps", "100", "--balance", "equal"], backend: "reference,reference") == whole)
    let verified = try Concord(arguments: ["verify", "r"], in: folder, backend: "reference")
    #expect(verified.status == 0 && verified.output.contains("is the same"), "\(verified.errors)")
    let report = try Self.object(text("r/report.json"))
    let devices = try #require(report["devices"] as? [[String: Any]])
    #expect(devices.count == 2 && report["shards"] as? Int == 8)
    let refused = try Concord(
      arguments: ["train", "--shards", "8", "--balance", "1:2:3"], in: folder, backend: "reference,reference")
    #expect(refused.status != 0 && refused.errors.contains("--balance"))
  }

  @Test("SIGTERM finishes the step, keeps it and says the command that goes on; that ends in the hash of the undisturbed run")
  func terminated() throws {
    // Long enough that the signal meets it.
    let training = ["--epochs", "400", "--batch-size", "100"]
    let whole = try hash(training)
    let shell = try Shell(
      """
      "$concord" train \(training.joined(separator: " ")) --run r --checkpoint-every 1000steps > out 2>&1 & p=$!
      while [ ! -s r/checkpoints/last.safetensors ] && kill -0 $p; do sleep 0.01; done
      kill -TERM $p; wait $p; echo "status $?"; cat out
      """, in: folder)
    #expect(shell.output.contains("status 143"), "\(shell.output)")
    #expect(shell.output.contains("; to go on: concord train --resume r\n"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("r/report.json")))
    #expect(try hash(["--resume", "r"]) == whole)
    #expect(try Self.object(text("r/report.json"))["steps"] as? Int == 6000)
    #expect((try Self.object(text("r/report.json"))["losses"] as? [Any])?.count == 6000, "also those before it was stopped")
    // Both kinds of rows are there once.
    #expect(try text("r/metrics.csv").split(separator: "\n").count == 401)
    let steps = try text("r/hashes.csv").split(separator: "\n").dropFirst().map { $0.split(separator: ",")[0] }
    #expect(steps.first == "0" && steps.last == "6000" && Set(steps).count == steps.count)
  }

  @Test("kill -9 at any moment, again and again: each time the run goes on, and it ends in the hash of the undisturbed one")
  func killed() throws {
    let whole = try hash(Self.training)
    let shell = try Shell(
      """
      go() { "$concord" train $1 --json > out 2> err & p=$!; sleep $2; kill -9 $p 2>/dev/null; wait $p 2>/dev/null; }
      go "\(Self.training.joined(separator: " ")) --run r --checkpoint-every 1step" 0.6
      for delay in 0.3 0.5 0.7 0.9; do
        [ -e r/config.json ] || { go "\(Self.training.joined(separator: " ")) --run r --checkpoint-every 1step" 0.9; continue; }
        go "--resume r" $delay
      done
      """, in: folder)
    #expect(shell.status >= 0)
    #expect(try hash(["--resume", "r"]) == whole)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path("r/checkpoints"))
    #expect(left.filter { $0.hasPrefix("step-") }.count == 3, "\(left)")
  }

  @Test("a run goes on with another micro-batch, plan and backend, and for more epochs, as one that was so from the start")
  func otherwise() throws {
    let more = ["--epochs", "3", "--batch-size", "100"]
    let whole = try hash(more)
    let first = try hash(Self.training + ["--run", "r", "--steps", "20"])
    #expect(first != whole)
    let plugin = try #require(PluginFile.path("libConcordReference.so"))
    _ = try hash(["--resume", "r", "--steps", "24", "--micro-batch", "7", "--plan", "checkpoint"])
    #expect(try hash(["--resume", "r", "--steps", "1000", "--epochs", "3", "--backend", plugin]) == whole)
    let settings = try #require(try Self.object(text("r/config.json"))["settings"] as? [String: [String: Any]])
    #expect(settings["micro-batch"]?["value"] as? Int == 7 && settings["plan"]?["value"] as? String == "checkpoint")
    #expect(settings["epochs"]?["value"] as? Int == 3 && settings["epochs"]?["origin"] as? String == "flag")
    #expect(settings["lr"]?["origin"] as? String == "default")
    #expect(settings["backend"]?["value"] as? String == plugin)
  }

  @Test("a cosine stays as long as it was when the run began")
  func cosine() throws {
    let cosine = ["--batch-size", "100", "--schedule", "cosine"]
    let whole = try hash(cosine + ["--epochs", "2"])
    _ = try hash(cosine + ["--epochs", "2", "--steps", "7", "--run", "r"])
    // Of three epochs it would be longer.
    let run = try Concord("train", "--resume", "r", "--steps", "30", "--epochs", "3", "--json", in: folder)
    #expect(try Self.object(run.output)["parametersSHA256"] as? String == whole)
  }

  @Test("what would change its bits is refused, and so are other data, a folder that is no run, and one that is in use")
  func refusals() throws {
    let pictures = try PictureFolder()
    func train(_ more: String...) throws -> Concord { try Concord(arguments: ["train"] + more, in: pictures.folder) }
    #expect(try train("--dataset", pictures.path, "--epochs", "1", "--run", "r").status == 0)
    for flag in ["--lr", "--seed", "--batch-size", "--run", "--init"] {
      try train("--resume", "r", flag, "1").expectRefusal("\(flag): a run goes on as it was begun")
    }
    try train("--resume", "r", "--no-shuffle").expectRefusal("--no-shuffle: ")
    try train("--resume", "none").expectRefusal("--resume", "'none'")
    try FileManager.default.createDirectory(atPath: pictures.folder.path("empty"), withIntermediateDirectories: false)
    try train("--resume", "empty").expectRefusal("holds no 'config.json'")
    let file = try #require(FileManager.default.subpaths(atPath: pictures.path)?.filter { $0.hasSuffix(".png") }.sorted().first)
    let other = try #require(FileManager.default.subpaths(atPath: pictures.path)?.filter { $0.hasSuffix(".png") }.sorted().last)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: pictures.path + "/" + other))
    try bytes.write(to: URL(fileURLWithPath: pictures.path + "/" + file))
    let changed = try train("--resume", "r", "--epochs", "2")
    #expect(changed.status != 0 && changed.errorLines.first?.contains("by their SHA-256") == true, "\(changed.errors)")
  }

  @Test("validation images are kept back, the best is a checkpoint, patience ends the run, and the test images are seen once")
  func validation() throws {
    let run = try Concord(
      "train", "--validation", "0.1", "--epochs", "9", "--batch-size", "100", "--lr", "0.05", "--patience", "2", "--best",
      "loss", "--run", "r", "--json", in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let rows = try text("r/metrics.jsonl").split(separator: "\n").map { try Self.object(String($0)) }
    let losses = rows.compactMap { $0["validation_loss"] as? Double }
    let best = try #require(losses.indices.min { losses[$0] < losses[$1] })
    #expect(losses.count == 9 || losses.count == best + 3, "two epochs that were no better: \(losses)")
    #expect(rows.filter { $0["test_loss"] != nil }.count == 1 && rows.last?["test_accuracy"] != nil)
    #expect(rows.last?["test_accuracy"] as? Double == (try Self.object(run.output)["accuracy"] as? Double))
    let link = try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("r/checkpoints/best.safetensors"))
    let step = try #require(rows[best]["step"] as? Int)
    #expect(link.hasSuffix("\(step).safetensors"))
    for name in ["training", "predictions"] {
      #expect(try text("r/images-\(name).svg").components(separatedBy: "<image ").count == 33)
    }
    func evaluated(_ checkpoint: String) throws -> [String: Any] {
      try Self.object(Concord("evaluate", "--run", "r", "--checkpoint", checkpoint, "--json", in: folder).output)
    }
    let last = try #require(rows.last?["step"] as? Int)
    #expect(try evaluated("last")["accuracy"] as? Double == rows.last?["test_accuracy"] as? Double)
    #expect(try evaluated("best")["checkpointStep"] as? Int == step)
    #expect(try evaluated("\(last)")["parametersSHA256"] as? String == evaluated("last")["parametersSHA256"] as? String)
    try Concord("evaluate", "--run", "r", "--checkpoint", "7", in: folder).expectRefusal("--checkpoint", "no checkpoint '7'")
    let data = try Self.object(text("r/data.json"))
    #expect((data["trainCount"] as? Int ?? 0) + (data["validationCount"] as? Int ?? 0) == 1438)
    try Concord("train", "--patience", "1", in: folder).expectRefusal("--patience: epochs are compared on validation images")
    try Concord("train", "--validation", "1", in: folder).expectRefusal("--validation", "above 0 and below 1")
  }

  @Test("predict takes the test images for what evaluate counts, in three forms, also of a checkpoint")
  func predict() throws {
    let pictures = try PictureFolder(count: 15)
    func concord(_ more: String...) throws -> Concord { try Concord(arguments: more, in: pictures.folder) }
    #expect(try concord("train", "--dataset", pictures.path, "--epochs", "1", "--batch-size", "4", "--run", "r").status == 0)
    let evaluated = try Self.object(concord("evaluate", "--run", "r", "--json").output)
    let names = try #require(FileManager.default.subpaths(atPath: pictures.path)).filter { $0.hasSuffix(".png") }.sorted()
    // Of each class every fifth is for test.
    let classes = Dictionary(grouping: names) { $0.split(separator: "/")[0] }
    let tests = classes.values.flatMap { group in
      stride(from: 4, to: group.count, by: 5).map { pictures.path + "/" + group[$0] }
    }
    let run = try concord("predict", "--run", "r", "--top", "2", "--json", "--micro-batch", "4")
    #expect(run.status != 0, "no files")
    let predicted = try Concord(arguments: ["predict", "--run", "r", "--top", "2", "--json"] + tests, in: pictures.folder)
    #expect(predicted.status == 0, "\(predicted.errors)")
    let predictions = try #require(try Self.object(predicted.output)["predictions"] as? [[String: Any]])
    var correct = 0
    for prediction in predictions {
      let top = try #require(prediction["top"] as? [[String: Any]])
      let shares = top.compactMap { $0["probability"] as? Double }
      #expect(shares.count == 2 && abs(shares[0] + shares[1] - 1) < 1e-6 && shares[0] >= shares[1])
      let file = try #require(prediction["file"] as? String)
      if file.contains("/\(top[0]["class"] as? String ?? "")/") { correct += 1 }
    }
    #expect(correct == evaluated["correct"] as? Int)
    let csv = try concord("predict", "--run", "r", "--csv", "--checkpoint", "0", pictures.path)
    #expect(csv.status == 0, "\(csv.errors)")
    #expect(csv.output.hasPrefix("file,rank,class,probability\n") && csv.output.split(separator: "\n").count == 31)
    #expect(try concord("predict", "--run", "r", pictures.path).output.contains("probability"))
    try concord("predict", "--run", "r", "--checkpoint", "7", pictures.path).expectRefusal("no checkpoint '7'")
    try concord("predict", "--run", "r", pictures.path + "/none.png").expectRefusal("none.png")
  }

  @Test("verify makes every step again and finds what was recorded, from the first step or from a checkpoint on")
  func verified() throws {
    _ = try hash(Self.training + ["--run", "r", "--checkpoint-every", "4steps"])
    let before = try FileManager.default.contentsOfDirectory(atPath: folder.path("r")).sorted()
    let whole = try Concord("verify", "r", in: folder)
    #expect(whole.status == 0, "\(whole.errors)")
    #expect(whole.output == "r: all 30 steps from 0 to 30 made again; every hash of 9 steps is the same\n")
    let part = try Concord("verify", "r", "--from", "25", "--json", in: folder)
    #expect(try Self.object(part.output)["steps"] as? [Int] == [24, 28, 30])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("r")).sorted() == before, "nothing is left in it")
    // A hash that nobody ever had.
    let changed = try text("r/hashes.csv").replacing(/\n12,[0-9a-f]{4}/, with: "\n12,0000")
    try changed.write(toFile: folder.path("r/hashes.csv"), atomically: true, encoding: .utf8)
    let flawed = try Concord("verify", "r", in: folder)
    #expect(flawed.status != 0 && flawed.errorLines.count == 1)
    #expect(
      flawed.errorLines.first?.contains("so the run's own backend erred between steps 8 and 12") == true, "\(flawed.errors)")
  }

  @Test(
    "a backend that errs in one number of one step is found: the step, the operation, the element, both values; and one that does so once",
    arguments: [false, true])
  func planted(_ once: Bool) throws {
    let inner = try #require(PluginFile.path(PluginFile.reference))
    let source = CCompiler.root.appendingPathComponent("Tests/ConcordTestSupport/Fixtures/erring.c").path
    // Of a warm-up of 16 steps to a rate of 1 the seventh has 0.4375.
    let rate = String(Float(0.4375).bitPattern)
    try CCompiler.plugin(
      source,
      defining: ["INNER=\"\(inner)\"", "ERRING_SCALAR=\(rate)u", "ERRS_ONCE=\(once ? 1 : 0)", "PARAMETER_BYTES=38440"],
      to: folder.path("liberring.so"))
    _ = try hash([
      "--epochs", "1", "--batch-size", "100", "--run", "r", "--checkpoint-every", "5steps", "--optimizer", "sgd", "--lr", "1",
      "--warmup-steps", "16",
    ])
    let run = try Concord("verify", "r", "--backend", folder.path("liberring.so"), in: folder)
    #expect(run.status != 0)
    let line = try #require(run.errorLines.first, "\(run.errors) \(run.output)")
    #expect(line.contains("after step 10 the run is not what was recorded"), "\(line)")
    if once {
      #expect(line.contains("made again, steps 5 to 10 come to what was recorded"), "\(line)")
    } else {
      let culprit = "step 7 is the first, and there sgd of 'optimizer' (update) errs: its output 'parameters 0' f32[9664] has "
      #expect(line.contains(culprit), "\(line)")
      #expect(line.contains(" at element 0, ") && line.contains(", 1 ulp apart; 1 of 9664 elements differ"), "\(line)")
      #expect(line.contains("concord op sgd "), "\(line)")
    }
  }
}
