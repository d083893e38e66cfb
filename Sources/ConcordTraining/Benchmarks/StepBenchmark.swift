import ConcordKit
import ConcordNN
import ConcordNumerics

/// The time of a whole training step: transfer of the batch, forward, backward, update, and the loss read back.
public enum StepBenchmark {
  /// Trains on images and labels drawn at random.
  public static func measure(
    _ model: Model, batchSize: Int, optimizer: any Optimizer, on device: any Device
  ) throws -> Timing {
    let session = try TrainingSession(
      model, on: device, optimizer: optimizer, microBatchSizes: [batchSize], seed: 1)
    var images = [Float](repeating: 0, count: batchSize * model.inputShape.reduce(1, *))
    images.withUnsafeMutableBufferPointer {
      Philox(seed: 2).fillUniform($0, step: 0, stream: RandomStream(.augmentation))
    }
    let labels = (0..<batchSize).map { Int32($0 % model.classCount) }
    var step: UInt64 = 0
    return try Timing {
      step += 1
      try images.withUnsafeBufferPointer { images in
        try labels.withUnsafeBufferPointer { labels in
          try session.train(
            images: images, labels: labels,
            TrainingSession.Part(batchSize: batchSize, step: step, firstSample: 0))
        }
      }
      _ = try session.lossTotal()
    }
  }
}
