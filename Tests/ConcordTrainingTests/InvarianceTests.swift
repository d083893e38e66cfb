import Concord
import Testing

@Suite("Invariance")
struct InvarianceTests {
  private static let whole = Result { try TrainingRun(epochs: 2).hash }
  private static let wholeLosses = Result { try TrainingRun(epochs: 2).result.losses.values }

  @Test(
    "two epochs of batches of 64, the last one of 22, give the same bits in micro-batches of any size",
    arguments: [63, 32, 10, 7, 1])
  func microBatches(_ micro: Int) throws {
    let run = try TrainingRun(micro: micro, epochs: 2)
    #expect(run.result.losses.values.count == 6, "the smaller batch is trained too")
    #expect(run.hash == (try Self.whole.get()))
    #expect(run.result.losses.values == (try Self.wholeLosses.get()))
  }

  @Test("accuracy does not depend on the micro-batch's size")
  func accuracy() throws {
    let whole = try TrainingRun(epochs: 3)
    #expect(try TrainingRun(micro: 9, epochs: 3).result.accuracy == whole.result.accuracy)
    #expect((whole.result.accuracy * 20).rounded() == whole.result.accuracy * 20, "a share of 20 images")
  }

  @Test("the same seed gives the same bits, another seed others")
  func seeds() throws {
    let hash = try TrainingRun(steps: 3).hash
    #expect(try TrainingRun(steps: 3).hash == hash)
    #expect(try TrainingRun(steps: 3, seed: 2).hash != hash)
    #expect(hash.count == 64)
  }

  @Test("training learns: the loss falls below half of where it started")
  func learns() throws {
    let losses = try TrainingRun(epochs: 6).result.losses.values
    #expect(try #require(losses.last) < 0.5 * losses[0])
    // Ten classes and small weights: the first loss is near log 10.
    #expect(abs(losses[0] - 2.3026) < 0.3)
  }

  @Test("each loss is its step's own: a run that stops earlier has those of a longer one up to there")
  func losses() throws {
    let losses = try Self.wholeLosses.get()
    #expect(Set(losses).count == losses.count)
    for steps in 1..<losses.count {
      #expect(try TrainingRun(steps: steps, epochs: 2).result.losses.values == Array(losses.prefix(steps)), "\(steps) steps")
    }
  }

  @Test("nothing is allocated or given back after the first step", arguments: [64, 10])
  func ledger(_ micro: Int) throws {
    let run = try TrainingRun(micro: micro, epochs: 2)
    #expect(run.result.ledgerMovements == 0)
    #expect(run.session.memory.isExact)
  }

  @Test("training stops after the steps that were asked for")
  func steps() throws {
    #expect(try TrainingRun(steps: 1).result.losses.values.count == 1)
    #expect(try TrainingRun(steps: 4, epochs: 2).result.losses.values.count == 4)
    #expect(try TrainingRun(steps: 100, epochs: 1).result.losses.values.count == 3)
  }

  @Test("the sizes that a schedule runs are those of its whole and last batches and of the test")
  func sizes() throws {
    func sizes(_ batch: Int, _ micro: Int?, _ test: Int) throws -> Set<Int> {
      let schedule = try BatchSchedule(
        sampleCount: 150, batchSize: batch, microBatchSize: micro, seed: 0, shuffles: false)
      return Trainer.microBatchSizes(schedule, evaluating: [test])
    }
    #expect(try sizes(64, nil, 20) == [64, 22, 20])
    #expect(try sizes(64, 10, 20) == [10, 4, 2])
    #expect(try sizes(150, nil, 150) == [150])
    #expect(try sizes(50, 1, 7) == [1])
  }
}
