import Concord
import Testing

/// Models of indices: texts, not images.
@Suite("Models of indices")
struct IndexModelTests {
  /// Whether a text of six words, of 20, holds the word 7.
  private func session() throws -> TrainingSession {
    let model = try Model(name: "words", inputShape: [6], inputElement: .int32, classCount: 2) {
      Embedding(20, 4, name: "embed")
      Flatten()
      Linear(24, 2, name: "fc")
    }
    return try TrainingSession(
      model, on: Samples.device(), optimizer: Adam(learningRate: 0.05), microBatchSizes: [32, 64], seed: 3)
  }

  @Test("an embedding learns, in micro-batches as in whole batches")
  func learns() throws {
    var texts: [[Int32]] = []
    for sample in 0..<64 { texts.append((0..<6).map { place in Int32((sample * 31 + place * (sample + 5)) % 20) }) }
    let labels: [Int32] = texts.map { $0.contains(7) ? 1 : 0 }
    let indices: [Int32] = texts.flatMap { $0 }
    let (whole, split) = (try session(), try session())
    for step: UInt64 in 1...60 {
      for (session, size) in [(whole, 64), (split, 32)] {
        for first in stride(from: 0, to: 64, by: size) {
          try indices[(6 * first)..<(6 * (first + size))].withUnsafeBufferPointer { indices in
            try labels[first..<(first + size)].withUnsafeBufferPointer { labels in
              try session.train(
                indices: indices, labels: labels, TrainingSession.Part(batchSize: 64, step: step, firstSample: first))
            }
          }
        }
      }
    }
    #expect(try whole.parametersSHA256() == split.parametersSHA256())
    try indices.withUnsafeBufferPointer { indices in
      try labels.withUnsafeBufferPointer { try whole.evaluate(indices: indices, labels: $0, isFirst: true) }
    }
    // Guessing the more frequent class gives at most this; a sum over words can tell most of them.
    #expect(labels.count { $0 == 0 } < 56)
    #expect(try whole.correctCount() >= 60)
  }

  @Test("images are refused by a model of indices, and indices by one of images")
  func wrongElement() throws {
    let words = try session()
    let error = #expect(throws: BackendError.self) {
      try words.train([Float](repeating: 0, count: 192), [Int32](repeating: 0, count: 32), step: 1)
    }
    #expect(error?.message == "the model 'words' takes i32 inputs, but got f32")
    let images = try Samples.session()
    let indices = [Int32](repeating: 0, count: 24)
    let other = #expect(throws: BackendError.self) {
      try indices.withUnsafeBufferPointer { indices in
        try [Int32](repeating: 0, count: 4).withUnsafeBufferPointer {
          try images.evaluate(indices: indices, labels: $0, isFirst: true)
        }
      }
    }
    #expect(other?.code == .invalidArgument)
  }

  @Test(
    "a micro-batch that does not lie in its batch is refused",
    arguments: [(3, 0), (4, 1), (64, 61), (8, -1), (0, 0), (-1, 0), (.min, 0), (8, .max)])
  func outsideOfBatch(batchSize: Int, firstSample: Int) throws {
    let session = try Samples.session(microBatchSizes: [4])
    let images = [Float](repeating: 0, count: 24)
    let error = #expect(throws: BackendError.self) {
      try images.withUnsafeBufferPointer { images in
        try ([0, 1, 2, 0] as [Int32]).withUnsafeBufferPointer { labels in
          try session.train(
            images: images, labels: labels,
            TrainingSession.Part(batchSize: batchSize, step: 1, firstSample: firstSample))
        }
      }
    }
    #expect(error?.message.contains("does not lie in a batch of \(batchSize)") == true)
  }
}
