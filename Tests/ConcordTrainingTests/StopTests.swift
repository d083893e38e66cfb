import Concord
import Testing

@Suite("stopping")
struct StopTests {
  /// A training of three epochs of three steps each, in micro-batches.
  private static func trainer() throws -> Trainer {
    let data = try Samples.digits(150, test: 20)
    let schedule = try BatchSchedule(sampleCount: 150, batchSize: 64, microBatchSize: 20, seed: 1, shuffles: true)
    let session = try TrainingSession(
      ModelZoo.model(named: "mlp", imageShape: [1, 8, 8], classCount: 10), on: Samples.device(),
      optimizer: Adam(learningRate: 0.01), microBatchSizes: Trainer.microBatchSizes(schedule, evaluating: [20]), seed: 1)
    return Trainer(session: session, dataset: data, schedule: schedule, epochs: 3)
  }

  @Test("after a step's report the step under way is finished, and what is left is a training of that many steps")
  func step() throws {
    let trainer = try Self.trainer()
    var reported: [Int] = []
    let result = try trainer.run { event in
      guard case .step(let number, let total, _, _) = event else { return .goOn }
      #expect(total == 9)
      reported.append(number)
      return number == 4 ? .finish : .goOn
    }
    #expect(result.isStopped && reported == [1, 2, 3, 4, 5] && result.losses.stepCount == 5)
    let whole = try TrainingRun(micro: 20, steps: 5, epochs: 3)
    #expect(!whole.result.isStopped)
    #expect(try trainer.session.parametersSHA256() == whole.hash)
    #expect(result.accuracy == whole.result.accuracy && result.testLoss == whole.result.testLoss)
    #expect(result.losses.values == whole.result.losses.values)
  }

  @Test("after an epoch's report no further step is made")
  func epoch() throws {
    let trainer = try Self.trainer()
    let result = try trainer.run { if case .epoch = $0 { .finish } else { .goOn } }
    #expect(result.isStopped && result.losses.stepCount == 3)
    let whole = try TrainingRun(micro: 20)
    #expect(try trainer.session.parametersSHA256() == whole.hash)
    #expect(result.accuracy == whole.result.accuracy && result.testLoss == whole.result.testLoss)
  }

  @Test("what a report throws ends the training")
  func thrown() throws {
    struct Enough: Error {}
    let trainer = try Self.trainer()
    #expect(throws: Enough.self) {
      try trainer.run { event in
        if case .step(3, _, _, _) = event { throw Enough() }
        return .goOn
      }
    }
  }
}
