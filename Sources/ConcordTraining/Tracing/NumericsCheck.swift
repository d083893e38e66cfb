import ConcordData

/// Finds the operation that first made a number that is not finite, by making the step again from where it began. For this it keeps, on
/// the host, what the device held before each step.
final class NumericsCheck {
  private let trainer: Trainer
  private var before: KeptTensors

  /// At the training's start.
  init(_ trainer: Trainer) throws {
    self.trainer = trainer
    before = try trainer.session.kept()
  }

  /// Looks at what a step left.
  ///
  /// - Parameter loss: Of the step.
  /// - Throws: `TrainingError` where the loss or a number that stays is not finite.
  func look(afterStep step: Int, loss: Float) throws {
    let kept = try trainer.session.kept()
    let problem =
      loss.isFinite
      ? kept.firstNonFinite.map { "'\($0)' is not finite after step \(step)" }
      : "the loss of step \(step) is \(TrainingError.name(loss))"
    guard let problem else {
      before = kept
      return
    }
    try trainer.session.restore(before)
    let traces = StepTraces(trainer, step: step)
    try end(problem) { try traces.next() }
  }

  /// What to throw where the loss of an evaluation is not finite.
  func end(evaluationOf part: any DataSource, afterStep step: Int, _ problem: String) throws -> Never {
    let loader = try BatchLoader(inOrder: part, size: trainer.session.microBatch)
    let session = trainer.session
    try end(problem) {
      guard let batch = try loader.next() else { return nil }
      return try batch.withUnsafeBytes {
        try StepTrace(
          evaluating: session, inputs: $0, targets: $1, count: batch.count, step: step,
          firstSample: batch.microBatch.placesInEpoch.lowerBound)
      }
    }
  }

  private func end(_ problem: String, _ next: () throws -> StepTrace?) throws -> Never {
    while let trace = try next() {
      if let found = try NonFiniteOperation(trace) {
        throw TrainingError.diverged("\(problem); \(found.text)", trainer.session)
      }
    }
    throw TrainingError.diverged(
      "\(problem), but made again, operation by operation, every number is finite, so the backend errs now and then",
      trainer.session)
  }
}
