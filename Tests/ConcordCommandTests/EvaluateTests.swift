import ConcordTestSupport
import Foundation
import Testing

@Suite("Evaluate")
struct EvaluateTests {
  private static func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("a run's folder gives the accuracy that training printed, to the last digit, on the reference and as a plugin")
  func accuracy() throws {
    let folder = try TemporaryFolder()
    let training = try Concord("train", "--steps", "30", "--run", "run", "--json", in: folder)
    #expect(training.status == 0, "\(training.errors)")
    let trained = try Self.object(training.output)
    let plugin = try #require(PluginFile.path("libConcordReference.so"))
    for (backend, microBatch) in [("reference", "64"), ("reference", "50"), (plugin, "64")] {
      let run = try Concord(
        "evaluate", "--run", "run", "--backend", backend, "--micro-batch", microBatch, "--json", in: folder)
      #expect(run.status == 0, "\(run.errors)")
      let evaluated = try Self.object(run.output)
      #expect(evaluated["accuracy"] as? Double == trained["accuracy"] as? Double)
      #expect(evaluated["loss"] as? Double == trained["testLoss"] as? Double)
      #expect(evaluated["parametersSHA256"] as? String == trained["parametersSHA256"] as? String)
      #expect(evaluated["matchesTraining"] as? Bool == true)
      #expect(evaluated["images"] as? Int == 359)
      #expect(evaluated["classes"] == nil)
    }
    let text = try Concord("evaluate", "--run", "run/", in: folder)
    #expect(text.output.contains("the same as training reported"))
    #expect(text.output.contains("on digits: 359 test images"))
  }

  @Test("each class has its images, and the confusion matrix adds up to them")
  func classes() throws {
    let folder = try TemporaryFolder()
    #expect(try Concord("train", "--steps", "30", "--run", "run", in: folder).status == 0)
    let report = try Self.object(Concord("evaluate", "--run", "run", "--per-class", "--json", in: folder).output)
    let classes = try #require(report["classes"] as? [[String: Any]])
    let confusion = try #require(report["confusion"] as? [[Int]])
    #expect(classes.compactMap { $0["name"] as? String } == (0...9).map(String.init))
    #expect(confusion.map { $0.reduce(0, +) } == classes.compactMap { $0["images"] as? Int })
    #expect(confusion.joined().reduce(0, +) == 359)
    #expect((0...9).reduce(0) { $0 + confusion[$1][$1] } == report["correct"] as? Int)
    let text = try Concord("evaluate", "--run", "run", "--per-class", in: folder).output
    #expect(text.contains("most often mistaken for"))
  }

  @Test("a model file, a width, a loss, other constants and a folder of pictures are part of the run")
  func parts() throws {
    let pictures = try PictureFolder()
    let net = #"{"name": "net", "layers": [{"type": "Flatten"}, {"type": "Linear", "outputs": 2, "name": "fc"}]}"#
    try Data(net.utf8).write(to: URL(fileURLWithPath: pictures.folder.path("net.json")))
    try Data(#"{"run": "wide"}"#.utf8).write(to: URL(fileURLWithPath: pictures.folder.path("c.json")))
    let runs = [
      ("file", ["--run", "file", "--model", "net.json"]),
      ("wide", ["--config", "c.json", "--width", "9", "--loss", "mse", "--mean", "0.1", "--std", "0.9"]),
    ]
    for (name, more) in runs {
      let training = try Concord(
        arguments: ["train", "--dataset", "pictures/", "--batch-size", "4", "--steps", "3"] + more, in: pictures.folder)
      #expect(training.status == 0, "\(training.errors)")
      try? FileManager.default.removeItem(atPath: pictures.folder.path("net.json"))
      let run = try Concord("evaluate", "--run", name, "--json", in: pictures.folder)
      #expect(run.status == 0, "\(run.errors)")
      #expect(try Self.object(run.output)["matchesTraining"] as? Bool == true)
      let elsewhere = try Concord("evaluate", "--run", name, "--dataset", "./pictures/", "--json", in: pictures.folder)
      let report = try Self.object(elsewhere.output)
      #expect(report["matchesTraining"] == nil && report["accuracy"] != nil)
    }
  }

  @Test("classes of other names, or a class that was renamed, are refused by name, also in the run's own folder")
  func classNames() throws {
    let pictures = try PictureFolder()
    let training = try Concord(
      "train", "--dataset", "pictures/", "--batch-size", "4", "--steps", "1", "--run", "run", "--save", "p", in: pictures.folder
    )
    #expect(training.status == 0, "\(training.errors)")
    let report = try Self.object(String(contentsOfFile: pictures.folder.path("run/report.json"), encoding: .utf8))
    #expect(report["classes"] as? [String] == ["level", "upright"])
    let manager = FileManager.default
    try manager.copyItem(atPath: pictures.folder.path("pictures"), toPath: pictures.folder.path("others"))
    try manager.moveItem(atPath: pictures.folder.path("others/level"), toPath: pictures.folder.path("others/zebra"))
    try Concord("evaluate", "--run", "run", "--dataset", "others/", in: pictures.folder)
      .expectRefusal("'others/'", "class 0 was 'level' in training, and here is 'upright'")
    // As initial parameters they may be for other classes, but not without a word.
    let tuning = try Concord(
      "train", "--dataset", "others/", "--batch-size", "4", "--steps", "1", "--init", "p", in: pictures.folder)
    #expect(tuning.status == 0)
    #expect(tuning.errors.contains("note: the parameters of 'p' are of other classes: class 0 was 'level'"))
    try manager.moveItem(atPath: pictures.folder.path("pictures/upright"), toPath: pictures.folder.path("pictures/Upright"))
    try Concord("evaluate", "--run", "run", in: pictures.folder)
      .expectRefusal("run/report.json", "class 0 was 'level' in training, and here is 'Upright'")
  }

  @Test("what is no run, or was damaged, gets one line")
  func refusals() throws {
    let folder = try TemporaryFolder()
    try Concord("evaluate", "--run", "absent", in: folder).expectRefusal("absent/report.json", "concord train --run")
    try Concord("evaluate", "--run", ".", in: folder).expectRefusal("./report.json", "no such file")
    #expect(try Concord("train", "--steps", "1", "--run", "run", in: folder).status == 0)
    try Concord("train", "--steps", "1", "--run", "run", in: folder).expectRefusal("'run'", "holds a run already")
    try Concord("train", "--steps", "1", "--run", "absent/run", in: folder).expectRefusal("absent/run", "cannot be made")
    try Concord("evaluate", "--run", "run", "--micro-batch", "0", in: folder).expectRefusal("between 1 and")
    try Concord("evaluate", "--run", "run", "--dataset", "none", in: folder).expectRefusal("'none'", "digits")
    try Concord("evaluate", "--run", "run", "--backend", "none", in: folder).expectRefusal("none")
    let parameters = URL(fileURLWithPath: folder.path("run/parameters.safetensors"))
    let content = try Data(contentsOf: parameters)
    try content.prefix(1000).write(to: parameters)
    try Concord("evaluate", "--run", "run", in: folder).expectRefusal("run/parameters.safetensors", "not a usable safetensors")
  }
}
