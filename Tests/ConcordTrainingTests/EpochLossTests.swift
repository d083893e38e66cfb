import Concord
import Testing

@Suite("The loss of an epoch")
struct EpochLossTests {
  /// Without training the model stays what it was, so the epoch's loss is the data's, whatever the batches.
  private func losses(batch: Int, epochs: Int = 1) throws -> [Float] {
    let data = try Samples.digits(50, test: 5)
    let schedule = try BatchSchedule(sampleCount: 50, batchSize: batch, microBatchSize: nil, seed: 3, shuffles: false)
    let session = try TrainingSession(
      ModelZoo.model(named: "mlp", imageShape: [1, 8, 8], classCount: 10), on: Samples.device(),
      optimizer: SGD(learningRate: 0), microBatchSizes: Trainer.microBatchSizes(schedule, evaluating: [5]), seed: 1)
    var losses: [Float] = []
    _ = try Trainer(session: session, dataset: data, schedule: schedule, epochs: epochs).run { event in
      if case .epoch(_, _, let loss, _, _) = event { losses.append(loss) }
      return .goOn
    }
    return losses
  }

  @Test("is the mean over its samples: a last batch of one sample counts as one")
  func samples() throws {
    let whole = try losses(batch: 50)[0]
    for batch in [49, 16, 7, 1] {
      let loss = try losses(batch: batch)[0]
      #expect(abs(loss - whole) < 1e-6 * whole, "batches of \(batch)")
    }
    let two = try losses(batch: 49, epochs: 2)
    #expect(two[0] == two[1], "each epoch counts for itself")
  }
}
