import Concord
import ConcordTestSupport

/// One training step of random images on the reference, under a limit of memory.
enum OneStep {
  /// - Returns: What the ledger says that was asked of the device at most.
  static func run(
    _ model: Model, batch: Int, microBatch: Int? = nil, optimizer: any Optimizer, plan: MemoryPlan, limit: Int,
    on device: (any Device)? = nil
  ) throws -> Int {
    let size = microBatch ?? batch
    let session = try TrainingSession(
      model, on: device ?? LimitedDevice(), optimizer: optimizer,
      microBatchSizes: Fit.Candidate.parts(of: batch, microBatch: size), seed: 1, plan: plan, memoryLimit: ByteCount(limit))
    let pixels = model.inputShape.reduce(1, *)
    var numbers = SeededNumbers(2)
    for first in stride(from: 0, to: batch, by: size) {
      let count = min(size, batch - first)
      let labels = (0..<count).map { Int32($0 % model.classCount) }
      try numbers.floats(count * pixels).withUnsafeBufferPointer { images in
        try labels.withUnsafeBufferPointer { labels in
          try session.train(
            images: images, labels: labels,
            TrainingSession.Part(batchSize: batch, step: 1, firstSample: first))
        }
      }
    }
    guard try session.lossTotal().isFinite, session.memory.isExact else {
      throw BackendError(.internal, "the step went wrong: \(session.memory)")
    }
    return session.memory.peak
  }
}
