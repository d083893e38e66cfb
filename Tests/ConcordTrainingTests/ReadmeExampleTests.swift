import Concord
import Testing

@Suite("The README's program")
struct ReadmeExampleTests {
  @Test("trains a model of the user's own, on the reference")
  func trains() throws {
    let dataset = try DatasetCatalog.load("digits", dataDirectory: nil)
    let model = try Model(name: "small", inputShape: dataset.inputShape, classCount: dataset.classCount) {
      Flatten()
      Linear(64, 32)
      ReLU()
      Linear(32, 10)
    }
    let catalog = BackendCatalog(builtIn: [ReferenceBackend()])
    let schedule = try BatchSchedule(sampleCount: dataset.train.count, batchSize: 64, seed: 1, shuffles: true)
    let session = try TrainingSession(
      model, on: catalog.open("reference").device, optimizer: Adam(learningRate: 0.001),
      microBatchSizes: Trainer.microBatchSizes(schedule, of: dataset), seed: 1)
    let trainer = Trainer(session: session, dataset: dataset, schedule: schedule, epochs: 5)
    let accuracy = try trainer.run().accuracy
    // Guessing gives 0.1.
    #expect(accuracy > 0.8)
    #expect(try session.parametersSHA256().count == 64)
    #expect(session.parameters.map(\.name) == ["1.weight", "1.bias", "3.weight", "3.bias"])
  }
}
