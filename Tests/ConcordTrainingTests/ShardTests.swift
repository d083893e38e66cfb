import Concord
import ConcordTestSupport
import Testing

@Suite("Shards of a batch")
struct ShardTests {
  private static let batch = RandomTraining.batch

  @Test("random models end in bits that depend on the number of shards and on no micro-batch, on every device")
  func randomModels() throws {
    let devices = try RandomTraining.devices()
    var differing = 0
    for seed in UInt64(0)..<8 {
      let random = try RandomModel(seed)
      let plan = MemoryPlan.allCases[Int(seed) % MemoryPlan.allCases.count]
      var byShards: [String] = []
      for asked in [1, 2, 3, 5, 10] {
        let shards = Shards(asked, ofBatch: Self.batch)
        var hashes: Set<String> = []
        for device in devices {
          for micro in Set([1, 3, min(shards.size, Self.batch)]) where micro <= shards.size {
            let session = try RandomTraining.train(
              random.model, micro: micro, plan: plan, clipNorm: seed % 2 == 0 ? 0.5 : nil, shards: shards, on: device)
            hashes.insert("\(try session.parametersSHA256()) \(try session.lossTotal().bitPattern)")
            #expect(session.memory.isExact, "\(random.json), \(plan), \(asked) shards: \(session.memory)")
          }
        }
        #expect(hashes.count == 1, "\(random.json), \(asked) shards")
        byShards += hashes
      }
      if Set(byShards).count > 1 { differing += 1 }
    }
    #expect(differing > 4, "other shards are other sums")
  }

  /// A linear model from zero: after a step of SGD with a rate of 1, its parameters are the gradient with its sign turned.
  private func gradient(_ samples: Range<Int>, batch: Int, shards: Shards, micro: Int) throws -> [Float] {
    let model = try Model(name: "linear", inputShape: [1, 2, 3], classCount: 4) {
      Flatten()
      Linear(6, 4, name: "fc")
    }
    var numbers = SeededNumbers(5)
    let images = numbers.floats(6 * batch)
    let labels = (0..<batch).map { Int32($0 * 7 % 4) }
    let session = try TrainingSession(
      model, on: Samples.device(), optimizer: SGD(learningRate: 1),
      microBatchSizes: Fit.Candidate.parts(of: samples.count, microBatch: micro, shards), seed: 1, shards: shards)
    for parameter in session.parameters {
      try session.write([Float](repeating: 0, count: parameter.elementCount), to: parameter)
    }
    var first = 0
    while first < samples.count {
      let end = min(
        first + micro, samples.count, (first / shards.size + 1).multipliedReportingOverflow(by: shards.size).partialValue)
      let part = (samples.lowerBound + first)..<(samples.lowerBound + end)
      try session.train(
        inputs: [session.model.inputs[0].name: .float32(Array(images[(6 * part.lowerBound)..<(6 * part.upperBound)]))],
        targets: [session.model.outputs[0].name: .int32(Array(labels[part]))],
        TrainingSession.Part(batchSize: samples.count, step: 1, firstSample: first, weights: [Double(batch)]))
      first = end
    }
    return try session.parameters.flatMap { try session.values(of: $0).map { -$0 } } + [session.lossTotal()]
  }

  @Test("gradients and loss are those of the shards by themselves, added in the tree", arguments: [2, 3, 5, 7, 8, 13])
  func tree(asked: Int) throws {
    let batch = 26
    let shards = Shards(asked, ofBatch: batch)
    let leaves = try (0..<shards.count).map { shard in
      try gradient(
        (shard * shards.size)..<min((shard + 1) * shards.size, batch), batch: batch, shards: .one, micro: shards.size)
    }
    // As docs/numerics.md says it.
    func node(_ level: Int, _ index: Int) -> [Float] {
      guard level > 0 else { return leaves[index] }
      let left = node(level - 1, 2 * index)
      guard (2 * index + 1) << (level - 1) < shards.count else { return left }
      return zip(left, node(level - 1, 2 * index + 1)).map { $0 + $1 }
    }
    let whole = try gradient(0..<batch, batch: batch, shards: shards, micro: shards.size)
    #expect(whole.map(\.bitPattern) == node(shards.levels, 0).map(\.bitPattern))
    #expect(whole.contains { $0 != 0 })
    #expect(try gradient(0..<batch, batch: batch, shards: shards, micro: 1).map(\.bitPattern) == whole.map(\.bitPattern))
  }

  @Test("each level of the tree takes as much as the gradients, and a loss total")
  func memory() throws {
    func gradients(_ asked: Int) throws -> Int {
      let session = try Samples.session(microBatchSizes: [1], shards: Shards(asked, ofBatch: 8))
      #expect(session.memory.isExact)
      return session.prediction[.gradients]
    }
    // fc1 has 35 parameters, fc2 18.
    #expect(try gradients(1) == 4 * 53)
    #expect(try gradients(2) == 4 * 53 + (4 * 53 + 4))
    #expect(try gradients(4) == 4 * 53 + 2 * (4 * 53 + 4))
    #expect(try gradients(8) == 4 * 53 + 3 * (4 * 53 + 4))
  }

  @Test("a training ends in the same bits whatever its micro-batch, also where the last batch is smaller")
  func trainer() throws {
    let whole = try TrainingRun(batch: 64, shards: 5, epochs: 2)
    for micro in [1, 4, 7, 13] {
      let run = try TrainingRun(batch: 64, micro: micro, shards: 5, epochs: 2)
      #expect(run.hash == whole.hash && run.result.losses.values == whole.result.losses.values)
      #expect(run.session.memory.isExact && run.result.ledgerMovements == 0)
    }
    #expect(try TrainingRun(batch: 64, epochs: 2).hash != whole.hash)
  }

  @Test("what does not lie in a shard, or has more shards than were planned, is refused")
  func mistakes() throws {
    let session = try Samples.session(microBatchSizes: [2], shards: Shards(2, ofBatch: 4))
    func refused(_ part: TrainingSession.Part, _ expected: String) {
      let error = #expect(throws: BackendError.self) {
        try session.train(
          inputs: [session.model.inputs[0].name: .float32([Float](repeating: 0, count: 12))],
          targets: [session.model.outputs[0].name: .int32([0, 1])], part)
      }
      #expect(error?.message.contains(expected) == true, "\(String(describing: error))")
    }
    refused(TrainingSession.Part(batchSize: 4, step: 1, firstSample: 1), "does not lie in one shard of 2")
    refused(TrainingSession.Part(batchSize: 6, step: 1, firstSample: 0), "more shards of 2 samples than the 2")
    #expect(throws: DataError.self) {
      try BatchSchedule(sampleCount: 10, batchSize: 4, shards: 5, seed: 1, shuffles: true)
    }
    #expect(throws: DataError.self) {
      try BatchSchedule(sampleCount: 10, batchSize: 4, microBatchSize: 3, shards: 2, seed: 1, shuffles: true)
    }
  }
}
