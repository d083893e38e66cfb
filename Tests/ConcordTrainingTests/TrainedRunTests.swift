import Concord
import ConcordTestSupport
import Foundation
import Testing

@Suite("Trained runs")
struct TrainedRunTests {
  /// Two steps of a model on a few digits, written to a folder.
  private struct Run {
    let folder: TemporaryFolder
    let data: Dataset
    let result: Trainer.Result
    let hash: String

    var path: String { folder.path("run") }

    init(
      _ model: String = "mlp", loss: any Loss = CrossEntropy(), width: Int? = nil, json: Data? = nil, rate: Double = 0.05
    ) throws {
      folder = try TemporaryFolder()
      let digits = try Samples.digits(40, test: 11)
      data = try digits.normalized(mean: [0.3], standardDeviation: [0.7])
      let schedule = try BatchSchedule(sampleCount: 40, batchSize: 20, microBatchSize: 8, seed: 2, shuffles: true)
      let opened = try BackendCatalog(builtIn: [ReferenceBackend()], folders: []).open("reference")
      let network =
        try json.map { try ModelFile.model([UInt8]($0), inputShape: [1, 8, 8], classCount: 10) }
        ?? ModelZoo.model(named: model, imageShape: [1, 8, 8], classCount: 10, width: width)
      let session = try TrainingSession(
        network, on: opened.device, optimizer: SGD(learningRate: rate), loss: loss,
        microBatchSizes: Trainer.microBatchSizes(schedule, evaluating: [11]), seed: 2)
      let trainer = Trainer(session: session, dataset: data, schedule: schedule, epochs: 1)
      result = try trainer.run()
      hash = try session.parametersSHA256()
      let report = try RunReport(
        backend: opened, session: session, trainer: trainer, result: result, seed: 2, modelFile: json.map { _ in "n.json" },
        width: width)
      let output = try RunFolder(path + "/")
      try output.reserve(for: session)
      if let json { try AtomicFile.write([UInt8](json), to: RunFolder.model(output.path)) }
      try output.write(try ReportEncoder.encode(report), session, page: nil, classNames: data.classNames)
    }

    /// What the folder's run makes of the test part, from the data set as the catalogue has it.
    func evaluation(microBatch: Int? = nil) throws -> (TrainedRun, Evaluation) {
      let run = try TrainedRun(contentsOf: path)
      let data = try run.normalized(Samples.digits(40, test: 11))
      let session = try run.session(on: Samples.device(), for: data, microBatch: microBatch)
      return (run, try session.evaluate(data.test))
    }

    func change(_ name: String, _ change: (inout Data) -> Void) throws {
      let url = URL(fileURLWithPath: path + "/" + name)
      var content = try Data(contentsOf: url)
      change(&content)
      try content.write(to: url)
    }

    func replace(_ text: String, by other: String) throws {
      try change("report.json") {
        let before = String(decoding: $0, as: UTF8.self)
        #expect(before.contains(text))
        $0 = Data(before.replacingOccurrences(of: text, with: other).utf8)
      }
    }

    func refusal() throws -> String {
      String(describing: try #require(#expect(throws: (any Error).self) { try evaluation() }))
    }
  }

  @Test("a run's model is asked without its data set, and takes each image for what training's evaluation took it")
  func inference() throws {
    let run = try Run("mlp", rate: 0.5)
    let trained = try TrainedRun(contentsOf: run.path)
    let session = try trained.inference(on: Samples.device(), size: 4)
    #expect(session.memory.isExact)
    #expect(try session.parametersSHA256() == run.hash)
    let images = try #require(run.data.images).test
    var right = 0
    for index in 0..<images.count {
      let values = try images.pixels(of: index).map { images.normalization.value($0, channel: 0) }
      right += try session.predictedClasses(images: values) == [Int(images.labels[index])] ? 1 : 0
    }
    #expect(Double(right) / Double(images.count) == run.result.accuracy)
    try run.replace(run.hash, by: String(repeating: "0", count: 64))
    #expect(throws: FileError.self) { try TrainedRun(contentsOf: run.path).inference(on: Samples.device()) }
  }

  @Test("a report that does not say what the model takes is no ground to ask it")
  func withoutShape() throws {
    let run = try Run("mlp")
    try run.replace("\"inputShape\"", by: "\"formerly\"")
    let trained = try TrainedRun(contentsOf: run.path)
    let error = #expect(throws: FileError.self) { try trained.inference(on: Samples.device()) }
    #expect(error?.problem.contains("train again with --run") == true)
    #expect(throws: FileError.self) { try trained.image(at: "any.png") }
  }

  @Test(
    "a run that is read again gives the accuracy and the loss of training to the last bit",
    arguments: [
      ("mlp", CrossEntropy(labelSmoothing: 0.1), nil), ("mlp", MeanSquaredError(target: .oneHot), 17),
      ("mlp", BinaryCrossEntropy(target: .oneHot), nil),
      ("resnet20", CrossEntropy(), nil),
    ] as [(String, any Loss, Int?)])
  func again(model: String, loss: any Loss, width: Int?) throws {
    let run = try Run(model, loss: loss, width: width)
    for microBatch in [nil, 3] {
      let (read, evaluation) = try run.evaluation(microBatch: microBatch)
      #expect(evaluation.accuracy == run.result.accuracy)
      #expect(evaluation.loss == run.result.testLoss)
      #expect(read.agrees(with: evaluation))
      #expect(read.record.parametersSHA256 == run.hash)
      #expect((read.record.stateSHA256 != nil) == (model == "resnet20"), "running statistics")
    }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: run.path).sorted() == ["parameters.safetensors", "report.json"])
  }

  @Test("a model file is part of the run")
  func modelFile() throws {
    let json = #"{"name": "mlp", "layers": [{"type": "Flatten"}, {"type": "Linear", "outputs": 10, "name": "only"}]}"#
    let run = try Run(json: Data(json.utf8))
    let (read, evaluation) = try run.evaluation()
    #expect(read.agrees(with: evaluation))
    try FileManager.default.removeItem(atPath: run.path + "/model.json")
    #expect(try run.refusal().contains("model.json': cannot be read"))
  }

  @Test("a data set whose classes have other names, or another order, is not the one that was trained for")
  func classNames() throws {
    let written = try Run()
    let run = try TrainedRun(contentsOf: written.path)
    let digits = try Samples.digits(40, test: 11)
    func problem(_ names: [String]) -> String {
      let data = Dataset(name: "B", classNames: names, train: digits.train, test: digits.test)
      return (#expect(throws: FileError.self) { try run.normalized(data) })?.problem ?? ""
    }
    var names = digits.classNames
    names.swapAt(3, 4)
    #expect(problem(names).contains("other classes than 'B' has: class 3 was '3' in training, and here is '4'"))
    names = digits.classNames
    names[9] = "Nine"
    #expect(problem(names).contains("class 9 was '9' in training, and here is 'Nine'"))
    #expect(problem(names.dropLast()).contains("10 classes were trained, and here are 9"))
    withExtendedLifetime(written) {}
  }

  @Test("other test images are not what training reported")
  func others() throws {
    let written = try Run()
    let run = try TrainedRun(contentsOf: written.path)
    let data = try run.normalized(Samples.digits(40, test: 40))
    #expect(try !run.agrees(with: run.session(on: Samples.device(), for: data).evaluate(data.test)))
    withExtendedLifetime(written) {}
  }

  @Test("a report that is missing, damaged, of another format or changed is refused with its path")
  func reports() throws {
    let run = try Run()
    let format = "\"format\" : \(RunReport.currentFormat)"
    for (text, other, problem) in [
      (format, "\"format\" : 1", "has the format 1, and this concord reads \(RunReport.currentFormat)"),
      (format, "\"other\" : 1", "does not say what format it has"),
      (format, "\"format\" : \"x\"", "not the report of a training run"),
      ("\"loss\" :", "\"lost\" :", "lacks 'loss'"), ("\"loss\" : \"cross", "\"loss\" : \"very cross", "very cross-entropy"),
      ("\"microBatch\" : 8", "\"microBatch\" : 0", "'microBatch' must be a whole number between 1 and 16777216, but is 0"),
      ("\"microBatch\" : 8", "\"microBatch\" : \"8\"", "'microBatch' must be a whole number between "),
      ("\"microBatch\" : 8", "\"microBatch\" : null", "but is null"),
      ("\"microBatch\" : 8", "\"microBatch\" : 8, \"microBatch\" : 8", "\"microBatch\" comes twice"),
      ("\"classes\" : [", "\"classes\" : [1, ", "'classes' must be an array of texts"),
      ("\"accuracy\" : ", "\"accuracy\" : 1e999, \"x\" : ", "too large"),
      ("\"microBatch\" : 8", "\"microBatch\" : 1e40", "but is 1e40"),
      ("\"model\" : \"mlp\"", "\"model\" : \"none\"", "no model is called 'none'"),
      ("\"model\" : \"mlp\"", "\"model\" : \"mlp\", \"width\" : -1", "at least 1"),
      ("\"mean\" : [", "\"mean\" : [1, ", "'normalization.standardDeviation' must be as many numbers as 'mean' has, 2"),
      ("\"standardDeviation\" : [", "\"standardDeviation\" : [0], \"other\" : [", "a standard deviation above 0, found 0"),
      ("{", "[", "not the report of a training run"),
    ] {
      let content = try Data(contentsOf: URL(fileURLWithPath: run.path + "/report.json"))
      try run.replace(text, by: other)
      let refusal = try run.refusal()
      #expect(refusal.contains("run/report.json'") && refusal.contains(problem), "\(refusal)")
      #expect(!refusal.contains("\n"))
      try run.change("report.json") { $0 = content }
    }
    #expect(try run.evaluation().0.record.model == "mlp", "sound again")
    for count in [0, 1, 500] {
      let broken = try Run()
      try broken.change("report.json") { $0 = $0.prefix(count) }
      #expect(try broken.refusal().contains("not the report of a training run"))
    }
    try FileManager.default.removeItem(atPath: run.path + "/report.json")
    #expect(try run.refusal().contains("run/report.json': cannot be read (no such file or folder); name a folder"))
  }

  @Test("parameters that are missing, cut short, another model's, or another run's are refused with their path")
  func parameters() throws {
    let name = "parameters.safetensors"
    for (change, problem) in [
      ({ $0 = $0.prefix(7) }, "has 7 bytes"), ({ $0.removeLast() }, "not a usable safetensors file"),
      ({ $0[$0.count - 2] ^= 1 }, "the SHA-256 of its parameters is "),
    ] as [((inout Data) -> Void, String)] {
      let run = try Run()
      try run.change(name, change)
      let refusal = try run.refusal()
      #expect(refusal.contains("run/\(name)'") && refusal.contains(problem), "\(refusal)")
    }
    let run = try Run()
    try run.replace("\"model\" : \"mlp\"", by: "\"model\" : \"mlp\", \"width\" : 5")
    #expect(try run.refusal().contains("'fc1.weight' should have the shape [5, 64], but has [128, 64]"))
    try FileManager.default.removeItem(atPath: run.path + "/" + name)
    #expect(try run.refusal().contains("\(name)': cannot be read (no such file or folder)"))
    try FileManager.default.createDirectory(atPath: run.path + "/" + name, withIntermediateDirectories: false)
    #expect(try run.refusal().contains("\(name)': cannot be read (it is a folder)"))

    // Running statistics come after the parameters.
    let deep = try Run("resnet20")
    try deep.change(name) { $0[$0.count - 2] ^= 1 }
    #expect(try deep.refusal().contains("the SHA-256 of its state is "))
  }

  @Test("a run is not written over anything, nor beside another that is under way")
  func folders() throws {
    let folder = try TemporaryFolder()
    func refusal(_ name: String) throws -> String {
      try #require(#expect(throws: FileError.self) { _ = try RunFolder(name) }).description
    }
    try FileManager.default.createDirectory(atPath: folder.path("empty"), withIntermediateDirectories: true)
    _ = try RunFolder(folder.path("empty"))
    do {
      let held = try RunFolder(folder.path("new/"))
      #expect(try refusal(folder.path("new")).contains("is being written by another process"))
      withExtendedLifetime(held) {}
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["empty"], "nothing was made")
    try Data().write(to: URL(fileURLWithPath: folder.path("empty/file")))
    #expect(try refusal(folder.path("empty")).contains("is not empty"))
    #expect(try refusal(folder.path("empty/file")).contains("is a file"))
    #expect(try refusal(folder.path("absent/run")).contains("cannot be made"))
    #expect(try refusal("").contains("give it a name"))
  }
}
