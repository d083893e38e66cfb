import Concord
import Foundation
import Testing

@Suite("Reports")
struct ReportTests {
  private func report(_ optimizer: any Optimizer, micro: Int? = nil, hashesData: Bool = false) throws -> [String: Any] {
    let opened = try BackendCatalog(builtIn: [ReferenceBackend()], folders: []).open("reference")
    let data = try Samples.digits(40, test: 10)
    let schedule = try BatchSchedule(
      sampleCount: 40, batchSize: 16, microBatchSize: micro, seed: 9, shuffles: true)
    let session = try TrainingSession(
      ModelZoo.model(named: "mlp", imageShape: [1, 8, 8], classCount: 10), on: opened.device, optimizer: optimizer,
      microBatchSizes: Trainer.microBatchSizes(schedule, evaluating: [10]), seed: 9)
    let trainer = Trainer(session: session, dataset: data, schedule: schedule, epochs: 2)
    let result = try trainer.run()
    let report = try RunReport(
      backend: opened, session: session, trainer: trainer, result: result, seed: 9,
      data: hashesData ? DataFingerprint(data) : nil)
    let object = try JSONSerialization.jsonObject(with: Data(try ReportEncoder.encode(report).utf8))
    return try #require(object as? [String: Any])
  }

  @Test("samples are hashed for those who ask")
  func data() throws {
    #expect(try report(Adam(learningRate: 0.01))["data"] == nil)
    let data = try #require(try report(Adam(learningRate: 0.01), hashesData: true)["data"] as? [String: String])
    #expect(data["train"]?.count == 64 && data["test"]?.count == 64 && data["train"] != data["test"])
  }

  @Test("a run's report has the keys of the contract, with what was asked for and what came out")
  func keys() throws {
    let report = try report(Adam(learningRate: 0.01), micro: 5)
    #expect(report["backend"] as? String == "reference")
    #expect(report["device"] as? String == "Swift reference")
    #expect(report["model"] as? String == "mlp")
    #expect(report["dataset"] as? String == "digits")
    #expect(report["seed"] as? Int == 9)
    #expect(report["optimizer"] as? String == "adam")
    #expect(report["learningRate"] as? Double == 0.01)
    #expect(
      report["hyperparameters"] as? [String: Double] == ["beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weightDecay": 0])
    #expect((report["schedule"] as? [String: Any])?["decay"] as? String == "constant")
    #expect(report["clipNorm"] == nil)
    #expect(report["steps"] as? Int == 6)
    #expect((report["losses"] as? [Double])?.count == 6)
    #expect((0.0...1).contains(try #require(report["accuracy"] as? Double)))
    #expect((report["parametersSHA256"] as? String)?.count == 64)
    let times = try #require(report["stepMilliseconds"] as? [String: Double])
    #expect(Set(times.keys) == ["median", "p90"])
    #expect(try #require(times["median"]) > 0)
    #expect(try #require(times["p90"]) >= #require(times["median"]))
    #expect(try #require(report["peakResidentBytes"] as? Int) > 1 << 20)
    let memory = try #require(report["memory"] as? [String: Any])
    #expect(memory["plan"] as? String == "retain")
    let categories = try #require(memory["categories"] as? [String: [String: Int]])
    #expect(Set(categories.keys) == ["parameters", "gradients", "optimizer", "batch", "activations", "workspace", "state"])
    for (name, values) in categories {
      #expect(values["predicted"] == values["allocated"], "\(name)")
      #expect(values["difference"] == 0)
    }
    #expect(categories["parameters"]?["predicted"] == 4 * 9_610)
    let sum = categories.values.reduce(0) { $0 + ($1["predicted"] ?? 0) }
    #expect(memory["peak"] as? Int == sum + (try #require(memory["padding"] as? Int)))
  }

  @Test("a number that is not finite is null, never a text", arguments: [Double.nan, -.nan, .infinity, -.infinity])
  func notFinite(_ number: Double) throws {
    struct Numbers: Encodable {
      var value: Double
      var text = "nan"
      var list: [Float]
    }
    let json = try ReportEncoder.encode(Numbers(value: number, list: [1, Float(number)]))
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect(object["value"] is NSNull)
    #expect((object["list"] as? [Any])?.last is NSNull)
    #expect(object["text"] as? String == "nan")
  }

  @Test("a prediction alone has no allocated bytes, and nothing to differ")
  func predictionAlone() throws {
    let prediction = try MemoryModel.predict(
      StepDescription(
        ModelZoo.model(named: "mlp", imageShape: [1, 28, 28], classCount: 10), optimizer: Adam(learningRate: 1), microBatch: 64)
    )
    let report = MemoryReport(prediction, plan: .retain)
    #expect(report.isExact)
    #expect(report.peak == prediction.total)
    let json = try ReportEncoder.encode(report)
    #expect(!json.contains("llocated"))
    #expect(json.contains("\"predicted\" : 407080"))
  }

  @Test("a report of an allocation that was not predicted is not exact")
  func inexact() throws {
    let session = try Samples.session()
    #expect(MemoryReport(session.memory, plan: .retain).isExact)
    let planted = try session.ledger.allocate(.state, byteCount: 256)
    let report = MemoryReport(session.memory, plan: .retain)
    #expect(!report.isExact)
    #expect(report.categories["state"]?.difference == 256)
    withExtendedLifetime(planted) {}
  }
}
