import Concord
import ConcordTestSupport
import Testing

@testable import ConcordTraining

@Suite("Devices that share a step")
struct WorkerTeamTests {
  /// A training of a small model on digits, whose batches are shared.
  private struct Run {
    let hashes: String
    let losses: [Float]
    let sessions: [TrainingSession]
    let counts: [Int]

    /// - Parameters:
    ///   - micro: Of each device; one for all others.
    ///   - deals: Who takes which shards; equally where nil.
    init(
      _ model: Model, shards: Int, on devices: [any Device], micro: [Int?] = [nil], balance: ShardBalance = .equal,
      deals: ((UInt64, Int) -> [Range<Int>])? = nil
    ) throws {
      let data = try Samples.digits(50, test: 4)
      let schedule = try BatchSchedule(sampleCount: 50, batchSize: 20, shards: shards, seed: 4, shuffles: true)
      sessions = try devices.enumerated().map { number, device in
        let own = try BatchSchedule(
          sampleCount: 50, batchSize: 20, microBatchSize: micro[number % micro.count], shards: shards, seed: 4, shuffles: true)
        var step = StepDescription(
          model, optimizer: Adam(learningRate: 0.01), clipNorm: 0.5,
          microBatchSizes: Trainer.microBatchSizes(own, evaluating: [4]), shards: schedule.shards)
        step.isShared = devices.count > 1
        return try TrainingSession(PlannedStep(step, on: device), seed: 6)
      }
      var trainer = Trainer(session: sessions[0], dataset: data, schedule: schedule, epochs: 1)
      if devices.count > 1 {
        let team = try WorkerTeam(sessions, balance: balance)
        team.deals = deals
        trainer.team = team
      } else if let micro = micro[0] {
        trainer = Trainer(
          session: sessions[0], dataset: data,
          schedule: try BatchSchedule(
            sampleCount: 50, batchSize: 20, microBatchSize: micro, shards: shards, seed: 4, shuffles: true), epochs: 1)
      }
      let result = try trainer.run()
      losses = result.losses.values + [result.testLoss, Float(result.accuracy)]
      hashes = try sessions.map { "\(try $0.hashes(step: 3))" }.reduce(into: "") { all, hash in
        if all.isEmpty { all = hash } else if all != hash { all += " but \(hash)" }
      }
      counts = trainer.team?.shardCounts ?? []
      #expect(sessions.allSatisfy { $0.memory.isExact } && result.ledgerMovements == 0)
    }
  }

  private static func devices(_ count: Int) throws -> [any Device] { try (0..<count).map { _ in try Samples.device() } }

  private static func perceptron() throws -> Model {
    try Model(name: "perceptron", inputShape: [1, 8, 8], classCount: 10) {
      AvgPool2D(2)
      Flatten()
      Linear(16, 9, name: "fc1")
      ReLU()
      Dropout(0.3)
      Linear(9, 10, name: "fc2")
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

  @Test("100 random divisions of random numbers of shards end in the bits of one device, also with more devices than shards")
  func divisions() throws {
    var numbers = SeededNumbers(77)
    var single: [Int: Run] = [:]
    let model = try Self.perceptron()
    var (idle, crowded) = (false, false)
    for _ in 0..<100 {
      let asked = Int.random(in: 1...20, using: &numbers)
      let one = try single[asked] ?? Run(model, shards: asked, on: Self.devices(1))
      single[asked] = one
      let workers = Int.random(in: 2...6, using: &numbers)
      crowded = crowded || workers > asked
      let micro = (0..<workers).map { _ -> Int? in
        Int.random(in: 1...(20 + asked - 1) / asked, using: &numbers)
      }
      var draws = numbers
      let run = try Run(model, shards: asked, on: Self.devices(workers), micro: micro) { _, count in
        let cuts = [0] + (1..<workers).map { _ in Int.random(in: 0...count, using: &draws) }.sorted() + [count]
        let ranges = zip(cuts, cuts.dropFirst()).map { $0..<$1 }
        idle = idle || ranges.contains { $0.isEmpty }
        return ranges
      }
      numbers = draws
      #expect(run.hashes == one.hashes && run.losses == one.losses, "\(asked) shards on \(workers) devices")
    }
    #expect(idle && crowded && single.count > 10)
  }

  @Test("running statistics are averaged in the order of the micro-batches, whoever made them")
  func batchNormalisation() throws {
    let model = try Self.normalized()
    for (asked, micro) in [(4, 5), (4, 2), (7, 3), (20, 1)] {
      let one = try Run(model, shards: asked, on: Self.devices(1), micro: [micro])
      for workers in [2, 3, 5] {
        let run = try Run(model, shards: asked, on: Self.devices(workers), micro: [micro])
        #expect(run.hashes == one.hashes && run.losses == one.losses, "\(asked) shards on \(workers) devices")
      }
    }
    #expect(throws: BackendError.self, "micro-batches are groups") {
      try Run(model, shards: 4, on: Self.devices(2), micro: [5, 2])
    }
  }

  @Test("OpenCL and the reference share a step, dealt by measured speed")
  func mixture() throws {
    let devices = try RandomTraining.devices()
    for model in [try Self.perceptron(), try Self.normalized()] {
      let one = try Run(model, shards: 8, on: Self.devices(1))
      let run = try Run(model, shards: 8, on: devices + [Samples.device()], balance: .auto)
      #expect(run.hashes == one.hashes && run.losses == one.losses)
      #expect(run.counts.allSatisfy { $0 > 0 } && run.counts.reduce(0, +) == 7 + 7 + 4)
    }
  }

  @Test("a device that is lost, in a fold or an update, ends the training with its place in the team", arguments: 0..<8)
  func lost(afterRuns count: Int) throws {
    let devices: [any Device] = [try Samples.device(), LostDevice(try Samples.device(), afterRuns: count)]
    let error = #expect(throws: BackendError.self) { try Run(Self.perceptron(), shards: 4, on: devices) }
    #expect(error?.code == .deviceLost)
    #expect(error?.message.hasPrefix("device 2 of 2, ") == true && error?.message.contains("has lost the device") == true)
    #expect(error?.message.contains("--resume") == true)
  }

  @Test("shards are dealt in proportion, and each to whoever is done with it first")
  func balance() {
    #expect(ShardBalance.deal(16, speeds: [13, 2, 1]) == [0..<13, 13..<15, 15..<16])
    #expect(ShardBalance.deal(5, speeds: [1, 1]).map(\.count) == [3, 2])
    #expect(ShardBalance.deal(4, speeds: [0, 1, 0]).map(\.count) == [0, 4, 0])
    #expect(ShardBalance.deal(8, speeds: [100, 1], least: 1).map(\.count) == [7, 1])
    #expect(ShardBalance.deal(1, speeds: [1, 9], least: 1).map(\.count) == [0, 1])
    #expect(ShardBalance.deal(0, speeds: [1, 9]).map(\.count) == [0, 0])
  }

  @Test("a session that is not planned as shared joins no team, and neither does one with other shards")
  func mistakes() throws {
    let alone = try Samples.session()
    #expect(throws: BackendError.self) { try WorkerTeam([alone]) }
    #expect(throws: BackendError.self) { try WorkerTeam([]) }
  }
}
