import ConcordData
import ConcordGraph
import ConcordKit
import ConcordNN

/// Trains a session on a data set, epoch by epoch.
public struct Trainer {
  public let session: TrainingSession
  public let dataset: Dataset
  public let schedule: BatchSchedule
  public let epochs: Int
  /// Stops after so many steps, if not before.
  public let maximumSteps: Int?

  /// What is reported while it runs.
  public enum Event: Sendable {
    /// After each step. `loss` is the mean over the batch.
    case step(number: Int, total: Int, loss: Float, milliseconds: Double)
    /// After each epoch. `meanLoss` is the mean over its samples, each as the model was at its step; `accuracy` is that on the
    /// test part.
    case epoch(number: Int, total: Int, meanLoss: Float, accuracy: Double, seconds: Double)
  }

  /// What is answered to a report.
  public enum Decision: Sendable {
    case goOn
    /// No further step is asked for. The one that the device is at by then is finished, and reported too.
    case stop
  }

  /// What came out.
  public struct Result: Sendable {
    /// Whether a report was answered with ``Decision/stop``: parameters, accuracy and loss are those after the last step that was reported.
    public var isStopped = false
    /// The mean loss of each step's batch, of a bounded number of steps.
    public var losses = LossCurve()
    /// Host time of each step, in milliseconds: from the loss of the one before it to its own; from its first transfer on where
    /// none was under way.
    public var stepTimes = StepTimes()
    /// On the test part, after the last step; between 0 and 1.
    public var accuracy = 0.0
    /// The mean over the test part, likewise.
    public var testLoss: Float = 0
    /// How often the ledger moved after the first step; anything but 0 is a bug.
    public var ledgerMovements = 0
    public var seconds = 0.0
  }

  public init(
    session: TrainingSession, dataset: Dataset, schedule: BatchSchedule, epochs: Int, maximumSteps: Int? = nil
  ) {
    self.session = session
    self.dataset = dataset
    self.schedule = schedule
    self.epochs = epochs
    self.maximumSteps = maximumSteps
  }

  /// The micro-batch sizes that training by `schedule`, and testing on `testCount` samples, will run.
  public static func microBatchSizes(_ schedule: BatchSchedule, testCount: Int) -> Set<Int> {
    var sizes: Set<Int> = []
    for samples in [min(schedule.batchSize, schedule.sampleCount), schedule.sampleCount % schedule.batchSize] {
      if samples >= schedule.microBatchSize { sizes.insert(schedule.microBatchSize) }
      sizes.insert(samples % schedule.microBatchSize)
    }
    if testCount >= schedule.microBatchSize { sizes.insert(schedule.microBatchSize) }
    sizes.insert(testCount % schedule.microBatchSize)
    return sizes.filter { $0 > 0 }
  }

  /// - Parameter report: Called for each step when its loss is known: the device is at the next one by then. What it throws ends the
  ///   training at once.
  /// - Throws: `TrainingError` where a loss or a parameter is no finite number: what follows from there is of no use; what the data
  ///   set's sources throw, and what `report` does.
  public func run(_ report: (Event) throws -> Decision = { _ in .goOn }) throws -> Result {
    var result = Result()
    let clock = ContinuousClock()
    let start = clock.now
    let total = min(maximumSteps ?? Int.max, schedule.stepsPerEpoch * epochs)
    try dataset.check(for: session.model)
    let loader = BatchLoader(dataset.train, schedule, epochs: 0..<epochs)
    var movements: Int?
    var (stepStart, epochStart) = (clock.now, clock.now)
    var (epochLoss, epochSamples) = (0.0, 0)
    /// The step that the device is at, and the number of its samples.
    var pending: (loss: PendingLoss, count: Int)?
    /// Whether the result's accuracy and loss are of the parameters as they are.
    var isEvaluated = false
    func tell(_ event: Event) throws {
      if try report(event) == .stop { result.isStopped = true }
    }
    func settle() throws {
      guard let (made, count) = pending else { return }
      pending = nil
      let loss = try made.total()
      let mean = loss / Float(count)
      guard mean.isFinite else {
        throw TrainingError.diverged("the loss of step \(result.losses.stepCount + 1) is \(TrainingError.name(mean))", session)
      }
      let now = clock.now
      let milliseconds = (now - stepStart).milliseconds
      stepStart = now
      result.losses.append(mean)
      result.stepTimes.append(milliseconds)
      epochLoss += Double(loss)
      epochSamples += count
      try tell(.step(number: result.losses.stepCount, total: total, loss: mean, milliseconds: milliseconds))
    }
    func evaluate(step: Int) throws {
      let evaluation = try session.evaluate(dataset.test)
      result.accuracy = evaluation.accuracy
      result.testLoss = evaluation.loss
      guard evaluation.loss.isFinite else {
        throw TrainingError.diverged(
          "the loss on the test images after step \(step) is \(TrainingError.name(evaluation.loss))", session)
      }
      isEvaluated = true
    }
    var step = 0
    while !result.isStopped, step < total, let batch = try loader.next() {
      let part = batch.microBatch
      if part.isFirst && pending == nil { stepStart = clock.now }
      try batch.withUnsafeBytes { inputs, targets in
        try session.train(
          inputs: inputs, targets: targets, count: batch.count,
          TrainingSession.Part(
            batchSize: part.batchCount, step: UInt64(step + 1), firstSample: part.placesInBatch.lowerBound))
      }
      guard part.isLast else { continue }
      step += 1
      isEvaluated = false
      movements = movements ?? session.ledger.movements
      let loss = try session.startLossTotal()
      try settle()
      pending = (loss, part.batchCount)
      guard part.step == schedule.stepsPerEpoch - 1 || step == total else { continue }
      try settle()
      try evaluate(step: step)
      try tell(
        .epoch(
          number: part.epoch + 1, total: epochs, meanLoss: Float(epochLoss / Double(epochSamples)), accuracy: result.accuracy,
          seconds: (clock.now - epochStart).milliseconds / 1000))
      (epochLoss, epochSamples) = (0, 0)
      epochStart = clock.now
    }
    try settle()
    if result.isStopped, !isEvaluated { try evaluate(step: step) }
    if let name = try session.firstNonFinite() {
      throw TrainingError.diverged("'\(name)' is not finite after step \(step)", session)
    }
    result.ledgerMovements = session.ledger.movements - (movements ?? session.ledger.movements)
    result.seconds = (clock.now - start).milliseconds / 1000
    return result
  }
}

extension Duration {
  var milliseconds: Double {
    Double(components.seconds) * 1e3 + Double(components.attoseconds) * 1e-15
  }
}
