import Concord
import Testing

@testable import ConcordTraining

@Suite("A training that diverges")
struct DivergenceTests {
  private func message(_ rate: Double, steps: Int? = nil) throws -> String {
    try #require(
      #expect(throws: TrainingError.self) { try TrainingRun(steps: steps, optimizer: SGD(learningRate: rate)) }
    ).description
  }

  @Test("ends with one line that names the step and the remedy")
  func line() throws {
    let message = try message(1e30)
    #expect(message.hasPrefix("the loss of step 2 is "), "\(message)")
    #expect(message.contains("lower the learning rate (it is 1e+30)"))
    #expect(!message.contains("\n"))
  }

  @Test("also where only the last update spoilt the parameters, so that every step's own loss was finite")
  func lastUpdate() throws {
    #expect(try message(1e30, steps: 1).hasPrefix("the loss on the test images after step 1 is "))
  }

  private func trainer(
    _ numerics: Trainer.Numerics, optimizer: any Optimizer, microBatch: Int? = nil
  ) throws -> Trainer {
    let data = try Samples.digits(150, test: 20)
    let schedule = try BatchSchedule(sampleCount: 150, batchSize: 64, microBatchSize: microBatch, seed: 1, shuffles: true)
    let session = try TrainingSession(
      ModelZoo.model(named: "mlp", imageShape: [1, 8, 8], classCount: 10), on: Samples.device(), optimizer: optimizer,
      microBatchSizes: Trainer.microBatchSizes(schedule, of: data), seed: 1)
    var trainer = Trainer(session: session, dataset: data, schedule: schedule, epochs: 2)
    trainer.numerics = numerics
    return trainer
  }

  @Test("the check names the first operation that made such a number, its layer, and what it read", arguments: [nil, 20])
  func firstOperation(_ microBatch: Int?) throws {
    // In the first step all is finite, and the update makes weights of some 10^38 of it, whose products are not.
    let trainer = try trainer(
      .init(namesOperations: true), optimizer: SGD(learningRate: 1e38), microBatch: microBatch)
    let message = try #require(#expect(throws: TrainingError.self) { try trainer.run() }).description
    let beginning = "the loss of step 2 is nan; the first number that is not finite comes from matmul of 'fc2' (forward"
    #expect(message.hasPrefix(beginning), "\(message)")
    #expect(message.contains("; its inputs: ") && message.contains("'fc2.weight' f32[10, 128] from -"), "\(message)")
    #expect(!message.contains("not finite;"), "what it read was finite: \(message)")
  }

  @Test("where an update made it, the update is named, though that step's loss was finite")
  func update() throws {
    let trainer = try trainer(.init(namesOperations: true), optimizer: SGD(learningRate: 3e38, weightDecay: 1e10))
    let message = try #require(#expect(throws: TrainingError.self) { try trainer.run() }).description
    #expect(message.hasPrefix("'fc1.weight' is not finite after step 1; the first number that is not finite comes from sgd "))
    #expect(message.contains("(update), which gives "), "\(message)")
  }

  @Test("an evaluation is looked into likewise")
  func evaluation() throws {
    var trainer = try trainer(.init(namesOperations: true), optimizer: SGD(learningRate: 1e30))
    trainer = Trainer(
      session: trainer.session, dataset: trainer.dataset, schedule: trainer.schedule, epochs: 1, maximumSteps: 1)
    trainer.numerics.namesOperations = true
    let message = try #require(#expect(throws: TrainingError.self) { try trainer.run() }).description
    #expect(message.hasPrefix("the loss on the test images after step 1 is nan; the first number"), "\(message)")
    #expect(message.contains(" comes from matmul of 'fc2' (forward), which gives "))
  }

  @Test("a check changes no bit of a training that keeps to finite numbers")
  func unchanged() throws {
    let (plain, checked) = (
      try trainer(.init(), optimizer: Adam(learningRate: 0.01)),
      try trainer(.init(namesOperations: true), optimizer: Adam(learningRate: 0.01))
    )
    let results = try [plain.run(), checked.run()]
    #expect(try plain.session.hashes(step: 6) == checked.session.hashes(step: 6))
    #expect(results[0].losses == results[1].losses)
  }

  @Test("a training goes on after such a loss as long as every parameter is finite, and counts it in no mean")
  func goesOn() throws {
    // Two logits are further apart than numbers go, so that the loss of one class is not finite. The gradients are, and nothing
    // follows them.
    let trainer = try trainer(.init(goesOn: true), optimizer: SGD(learningRate: 0))
    let bias = try #require(trainer.session.parameters.last)
    try trainer.session.write([3e38, -3e38] + [Float](repeating: 0, count: 8), to: bias)
    var means: [Float] = []
    let result = try trainer.run { event in
      if case .epoch(_, _, let mean, _, _) = event { means.append(mean) }
      return .goOn
    }
    #expect(result.nonFiniteSteps == 6 && result.losses.stepCount == 6 && result.testLoss == .infinity)
    #expect(means.count == 2 && means.allSatisfy(\.isNaN), "the mean of nothing")
    let diverging = try self.trainer(.init(goesOn: true), optimizer: SGD(learningRate: 1e38))
    let message = try #require(#expect(throws: TrainingError.self) { try diverging.run() }).description
    #expect(message.contains(" is not finite: the training diverged"), "\(message)")
  }
}
