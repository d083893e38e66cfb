import Concord
import ConcordTestSupport
import Testing

@testable import ConcordTraining

@Suite("Ranks that share a step")
struct RankTests {
  private struct Outcome: Sendable, Equatable {
    var hashes: String
    var losses: [Float]
    var accuracy: Double
    var shards: [Int] = []

    static func == (one: Outcome, other: Outcome) -> Bool {
      (one.hashes, one.losses, one.accuracy) == (other.hashes, other.losses, other.accuracy)
    }
  }

  /// A training of a small model on digits by one rank, or by one device where there are none.
  private static func train(
    _ model: Model, shards: Int, micro: Int? = nil, ranks: RankGroup? = nil, devices: Int = 1, seed: UInt64 = 6,
    balance: ShardBalance = .equal, deals: ((UInt64, Int) -> [Range<Int>])? = nil,
    report: (Trainer.Event) throws -> Trainer.Decision = { _ in .goOn }
  ) throws -> Outcome {
    let schedule = try BatchSchedule(
      sampleCount: 50, batchSize: 20, microBatchSize: micro, shards: shards, seed: 4, shuffles: true)
    let sessions = try (0..<devices).map { _ in
      var step = StepDescription(
        model, optimizer: Adam(learningRate: 0.01), clipNorm: 0.5,
        microBatchSizes: Trainer.microBatchSizes(schedule, evaluating: [4]), shards: schedule.shards)
      step.isShared = ranks != nil || devices > 1
      return try TrainingSession(PlannedStep(step, on: Samples.device()), seed: seed)
    }
    var trainer = Trainer(session: sessions[0], dataset: try Samples.digits(50, test: 4), schedule: schedule, epochs: 1)
    if let ranks {
      let team = try WorkerTeam(sessions, balance: balance, ranks: ranks)
      team.deals = deals
      try ranks.introduce(as: "thread", [("seed", "\(seed)")])
      trainer.start = try team.synchronizeRanks(trainer.start)
      trainer.team = team
    }
    let result = try trainer.run(report)
    try ranks?.leave()
    #expect(sessions.allSatisfy { $0.memory.isExact } && result.ledgerMovements == 0)
    return Outcome(
      hashes: Set(try sessions.map { "\(try $0.hashes(step: 3))" }).sorted().joined(separator: " but "),
      losses: result.losses.values + [result.testLoss],
      accuracy: result.accuracy, shards: trainer.team?.shardCounts ?? [])
  }

  private static func perceptron() throws -> Model {
    try Model(name: "perceptron", inputShape: [1, 8, 8], classCount: 10) {
      AvgPool2D(4)
      Flatten()
      Linear(4, 7, name: "fc1")
      ReLU()
      Dropout(0.3)
      Linear(7, 10, name: "fc2")
    }
  }

  private static func normalized() throws -> Model {
    try Model(name: "normalized", inputShape: [1, 8, 8], classCount: 10) {
      AvgPool2D(2)
      Conv2D(1, 3, kernel: 3)
      BatchNorm2D(3)
      ReLU()
      Flatten()
      Linear(12, 10, name: "fc")
    }
  }

  @Test("random divisions of random numbers of shards end in one device's bits on every rank, also with more ranks than shards")
  func divisions() throws {
    var numbers = SeededNumbers(78)
    for round in 0..<24 {
      let shards = Int.random(in: 1...20, using: &numbers)
      let count = Int.random(in: 1...8, using: &numbers)
      let micro = Int.random(in: 1...(20 + shards - 1) / shards, using: &numbers)
      let isNormalized = round % 3 == 0
      let model: @Sendable () throws -> Model = { isNormalized ? try Self.normalized() : try Self.perceptron() }
      let one = try Self.train(model(), shards: shards, micro: micro)
      let draws = UInt64.random(in: 0...999, using: &numbers)
      let outcomes = LocalRanks.run(count) { transport -> Outcome in
        let deals: (UInt64, Int) -> [Range<Int>] = { step, total in
          // The same on each rank.
          var cuts = SeededNumbers(draws + step)
          let ends = [0] + (1..<count).map { _ in Int.random(in: 0...total, using: &cuts) }.sorted() + [total]
          return zip(ends, ends.dropFirst()).map { $0..<$1 }
        }
        return try Self.train(model(), shards: shards, micro: micro, ranks: RankGroup(transport), deals: deals)
      }
      for outcome in outcomes { #expect(try outcome.get() == one, "\(shards) shards on \(count) ranks") }
    }
  }

  @Test("ranks of several devices each deal by measured speed, and each has work")
  func balance() throws {
    let one = try Self.train(Self.perceptron(), shards: 16)
    let outcomes = LocalRanks.run(3) { transport in
      try Self.train(
        Self.perceptron(), shards: 16, ranks: RankGroup(transport), devices: transport.rank == 1 ? 2 : 1, balance: .auto)
    }
    for outcome in outcomes {
      let outcome = try outcome.get()
      #expect(outcome == one && outcome.shards.allSatisfy { $0 > 0 })
    }
  }

  @Test("what the leader answers ends the training on all ranks at the same step")
  func interruption() {
    let outcomes = LocalRanks.run(3) { transport in
      let rank = transport.rank
      let answer: (Trainer.Event) throws -> Trainer.Decision = { _ in rank == 0 ? .interrupt : .goOn }
      return try Self.train(Self.perceptron(), shards: 4, ranks: RankGroup(transport), report: answer)
    }
    let counts = outcomes.map { try? $0.get().losses.count }
    // Two steps, and the test part's, which nobody looks at.
    #expect(counts == [3, 3, 3])
  }

  @Test("ranks of different trainings are told apart before the first step, with what differs")
  func differences() {
    let outcomes = LocalRanks.run(3) { transport in
      try Self.train(Self.perceptron(), shards: 4, ranks: RankGroup(transport), seed: transport.rank == 2 ? 7 : 6)
    }
    #expect(throws: BackendError.self) { try outcomes[0].get() }
    if case .failure(let error as BackendError) = outcomes[0] {
      #expect(error.message.contains("seed: 7 on rank 2 (thread), 6 on rank 0"), "\(error.message)")
    }
    for outcome in outcomes[1...] { #expect(throws: RankGroup.ToldByLeader.self) { try outcome.get() } }
  }

  @Test("messages that were cut, changed, or are of another kind or version are errors")
  func envelopes() throws {
    let body = Array("a message of some bytes".utf8)
    let sealed = Envelope(.sums, sequence: 3, body)
    #expect(try Envelope(sealed.bytes, .sums, sequence: 3, from: "rank 1").bodyCount == body.count)
    try sealed.check(body, from: "rank 1")
    for place in body.indices {
      var changed = body
      changed[place] ^= 1
      #expect(throws: BackendError.self) { try sealed.check(changed, from: "rank 1") }
    }
    #expect(throws: BackendError.self) { try Envelope(sealed.bytes, .total, sequence: 3, from: "rank 1") }
    #expect(throws: BackendError.self) { try Envelope(sealed.bytes, .sums, sequence: 4, from: "rank 1") }
    #expect(throws: BackendError.self) { try Envelope(Array(sealed.bytes.dropLast()), .sums, sequence: 3, from: "rank 1") }
    var other = sealed.bytes
    other[0] = 2
    let error = #expect(throws: BackendError.self) { try Envelope(other, .sums, sequence: 3, from: "rank 1") }
    #expect(error?.message.contains("another version") == true)
    var reader = ByteMessage.Reader([1, 0, 0, 0, 0, 0, 0, 0, 9], from: "rank 1")
    #expect(try reader.count() == 1)
    #expect(throws: BackendError.self) { try reader.floats(.max) }
    #expect(throws: BackendError.self) { try reader.end() }
  }
}
