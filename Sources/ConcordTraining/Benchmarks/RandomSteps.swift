import ConcordKit
import ConcordNN
import ConcordNumerics

/// Training steps on one batch of images and labels drawn at random.
public final class RandomSteps {
  /// What runs the steps.
  public let session: TrainingSession
  /// Samples of a step.
  public let batchSize: Int
  private let images: [Float]
  private let labels: [Int32]
  private var count: UInt64 = 0
  /// The loss of the step that the device is at.
  private var pending: PendingLoss?

  /// Prepares steps of random images and labels on the device.
  public init(_ model: Model, batchSize: Int, optimizer: any Optimizer, on device: any Device) throws {
    session = try TrainingSession(
      model, on: device, optimizer: optimizer, microBatchSizes: [batchSize], seed: 1)
    self.batchSize = batchSize
    var images = [Float](repeating: 0, count: batchSize * model.inputShape.reduce(1, *))
    images.withUnsafeMutableBufferPointer {
      Philox(seed: 2).fillUniform($0, step: 0, stream: RandomStream(.augmentation))
    }
    self.images = images
    labels = (0..<batchSize).map { Int32($0 % model.classCount) }
  }

  /// A whole step: transfer of the batch, forward, backward, update, and a loss read back, which is that of the step before: the
  /// device is at this one meanwhile, as it is when a ``Trainer`` runs.
  public func step() throws {
    try next { try session.train(inputs: $0, targets: $1, count: batchSize, $2) }
    let loss = try session.startLossTotal()
    try finish()
    pending = loss
  }

  /// Waits for the last step.
  public func finish() throws {
    _ = try pending?.total()
    pending = nil
  }

  /// The same step, telling when each kernel was at work.
  public func profile() throws -> [ProfiledLaunch] {
    try next { try session.profile(inputs: $0, targets: $1, count: batchSize, $2) }
  }

  private func next<Result>(
    _ body: ([UnsafeRawBufferPointer], [UnsafeRawBufferPointer], TrainingSession.Part) throws -> Result
  ) throws -> Result {
    count += 1
    let part = TrainingSession.Part(batchSize: batchSize, step: count, firstSample: 0)
    return try images.withUnsafeBytes { images in
      try labels.withUnsafeBytes { labels in try body([images], [labels], part) }
    }
  }
}
