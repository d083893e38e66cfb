import ConcordData

/// The micro-batches of one step of a training, each to be made operation by operation before the next is asked for.
final class StepTraces {
  private let session: TrainingSession
  private let loader: BatchLoader
  private let step: Int
  private var isDone = false

  /// - Parameter step: From 1. The session must be where it begins.
  init(_ trainer: Trainer, step: Int) {
    let (epoch, place) = (step - 1).quotientAndRemainder(dividingBy: trainer.schedule.stepsPerEpoch)
    loader = BatchLoader(trainer.dataset.train, trainer.schedule, epochs: epoch..<(epoch + 1), skipping: place)
    session = trainer.session
    self.step = step
  }

  /// With its samples on the device; nil after the step's last.
  func next() throws -> StepTrace? {
    guard !isDone, let batch = try loader.next() else { return nil }
    isDone = batch.microBatch.isLast
    let part = TrainingSession.Part(batch.microBatch, step: step)
    return try batch.withUnsafeBytes {
      try StepTrace(session, inputs: $0, targets: $1, count: batch.count, part)
    }
  }
}
