import Concord

/// How far a training is, from step to step.
struct StepProgress {
  private let schedule: BatchSchedule
  private let epochs: Int
  private let totalSteps: Int
  private var bar: TrainingBar?
  /// Of the last steps, each weighing a tenth less than the one after it.
  private var milliseconds: Double?

  init(_ trainer: Trainer) {
    (schedule, epochs, totalSteps) = (trainer.schedule, trainer.epochs, trainer.totalSteps)
  }

  mutating func add(step: Int, loss: Float, milliseconds: Double) {
    let mean = self.milliseconds.map { $0 + (milliseconds - $0) / 10 }
    let (epoch, place) = (step - 1).quotientAndRemainder(dividingBy: schedule.stepsPerEpoch)
    bar = TrainingBar(
      epoch: epoch + 1, epochs: epochs, step: place + 1, steps: schedule.stepsPerEpoch, loss: loss,
      imagesPerSecond: mean.map { Double(schedule.batchSize) / $0 * 1000 },
      secondsLeft: mean.map { Double(totalSteps - step) * $0 / 1000 })
    // The first step has the compiler's time in it, and says nothing of the others.
    if step > 1, self.milliseconds == nil { self.milliseconds = milliseconds }
    if let mean { self.milliseconds = mean }
  }

  /// Fitted to the terminal of the standard error stream.
  var line: String { bar?.line(width: Terminal.columns(2) - 1) ?? "" }
}
