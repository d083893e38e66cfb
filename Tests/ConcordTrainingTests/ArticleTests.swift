import Concord
import Testing

// The code that the articles of Sources/Concord/Concord.docc show: scripts/docs holds them to these lines.

@Suite("The articles' code")
struct ArticleTests {
  func small() throws -> Model {
    try Model(name: "small", inputShape: [1, 8, 8], classCount: 10) {
      Flatten()
      Linear(64, 32)
      ReLU()
      Linear(32, 10)
    }
  }

  @Test("chooses a device by its name, and lists what there is")
  func backends() throws {
    let catalog = BackendCatalog(builtIn: [ReferenceBackend()])
    let opened = try catalog.open("reference")
    print(catalog.names, opened.device.info.name, opened.device.info.conformance)
    #expect(catalog.names.first == "reference")
    #expect(throws: BackendError.self) { try catalog.open("nobody") }
  }

  @Test("gives the same bits for a batch and for its parts")
  func exactness() throws {
    let model = try small()
    let dataset = try DatasetCatalog.load("digits", dataDirectory: nil)
    func hash(microBatchSize: Int) throws -> String {
      let schedule = try BatchSchedule(
        sampleCount: dataset.train.count, batchSize: 256, microBatchSize: microBatchSize, seed: 1, shuffles: true)
      let session = try TrainingSession(
        model, on: BackendCatalog(builtIn: [ReferenceBackend()]).open("reference").device, optimizer: SGD(learningRate: 0.1),
        microBatchSizes: Trainer.microBatchSizes(schedule, of: dataset), seed: 1)
      _ = try Trainer(session: session, dataset: dataset, schedule: schedule, epochs: 1).run()
      return try session.parametersSHA256()
    }
    let (whole, parts) = (try hash(microBatchSize: 256), try hash(microBatchSize: 64))
    #expect(whole == parts)
  }

  @Test("predicts memory before a device is asked, to the byte")
  func memory() throws {
    let model = try small()
    let device = try BackendCatalog(builtIn: [ReferenceBackend()]).open("reference").device
    let step = StepDescription(model, optimizer: Adam(learningRate: 0.001), plan: .reuse, microBatch: 64)
    let prediction = try MemoryModel.predict(step)
    print(prediction[.activations], prediction.total)
    let session = try TrainingSession(PlannedStep(step, on: device), seed: 1, memoryLimit: ByteCount(1 << 20))
    for row in session.memory.rows { print(row.category, row.predicted, row.allocated, row.difference) }
    #expect(session.memory.isExact)
    #expect(session.memory.peak == prediction.total)
  }
}
