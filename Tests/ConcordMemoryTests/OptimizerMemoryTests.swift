import Concord
import ConcordTestSupport
import Testing

/// Every optimizer, clipping or not, on the reference: memory as predicted, and results that no grouping changes.
@Suite("Optimizers: memory and invariance")
struct OptimizerMemoryTests {
  private static let optimizers: [any Optimizer] = [
    SGD(learningRate: 0.05, weightDecay: 1e-3), SGD(learningRate: 0.05, momentum: 0.9, nesterov: true),
    Adam(learningRate: 0.001, weightDecay: 1e-3), AdamW(learningRate: 0.001), RMSprop(learningRate: 0.001),
    Adagrad(learningRate: 0.01),
  ]

  private static func model(_ name: String) throws -> Model {
    try ModelZoo.model(named: name, imageShape: name == "mlp" ? [1, 8, 8] : [1, 28, 28], classCount: 10)
  }

  @Test("what is allocated is what the formulas say, in every category", arguments: ["mlp", "lenet5"], [1, 7, 64])
  func memory(name: String, batch: Int) throws {
    for optimizer in Self.optimizers {
      for clipNorm in [nil, 1.0] {
        let session = try TrainingSession(
          Self.model(name), on: LimitedDevice(), optimizer: optimizer, clipNorm: clipNorm, microBatchSizes: [batch], seed: 1)
        for row in session.memory.rows { #expect(row.difference == 0, "\(optimizer.name) \(row)") }
        #expect(session.memory.isExact, "\(optimizer.name), clipped to \(clipNorm ?? .infinity)")
      }
    }
  }

  /// Two steps of `mlp` in micro-batches of `size`, every gradient clipped hard.
  private func hash(_ optimizer: any Optimizer, size: Int, limit: Int? = nil, clipNorm: Double?) throws -> String {
    let (batch, pixels) = (6, 64)
    var numbers = SeededNumbers(3)
    let images = numbers.floats(batch * pixels)
    let labels = (0..<batch).map { Int32($0 * 7 % 10) }
    let session = try TrainingSession(
      Self.model("mlp"), on: LimitedDevice(maximumAllocation: limit), optimizer: optimizer,
      schedule: .cosine(over: 4).warmedUp(over: 1), clipNorm: clipNorm, microBatchSizes: [size], seed: 5)
    for step in 1...2 {
      for first in stride(from: 0, to: batch, by: size) {
        try images[(first * pixels)..<((first + size) * pixels)].withUnsafeBufferPointer { images in
          try labels[first..<(first + size)].withUnsafeBufferPointer { labels in
            try session.train(
              images: images, labels: labels,
              TrainingSession.Part(
                batchSize: batch, step: UInt64(step), firstSample: first))
          }
        }
      }
    }
    #expect(session.memory.isExact)
    return try session.parametersSHA256()
  }

  @Test("neither micro-batches nor the device's largest allocation change a bit, clipping or not")
  func invariance() throws {
    for optimizer in Self.optimizers {
      let plain = try hash(optimizer, size: 6, clipNorm: nil)
      let clipped = try hash(optimizer, size: 6, clipNorm: 0.01)
      #expect(clipped != plain, "\(optimizer.name)")
      #expect(try hash(optimizer, size: 6, clipNorm: 1e6) == plain, "\(optimizer.name): a norm that is not reached")
      for (size, limit) in [(3, nil), (2, 33_280), (1, 32_768)] as [(Int, Int?)] {
        #expect(try hash(optimizer, size: size, limit: limit, clipNorm: nil) == plain, "\(optimizer.name) \(size)")
        #expect(try hash(optimizer, size: size, limit: limit, clipNorm: 0.01) == clipped, "\(optimizer.name) \(size)")
      }
    }
  }
}
