import ConcordData
import ConcordGraph
import ConcordKit
import ConcordNN

/// Trains a session on a data set, epoch by epoch.
public struct Trainer {
  /// What runs the steps.
  public let session: TrainingSession
  /// What it is trained on.
  public let dataset: Dataset
  /// Which samples are a step's, and in which order.
  public let schedule: BatchSchedule
  /// How many times every training sample is taken.
  public let epochs: Int
  /// Stops after so many steps, if not before.
  public let maximumSteps: Int?
  /// How many steps were made before, and what is told of them: where a training goes on.
  public var start = (step: 0, progress: Checkpoint.Progress())
  /// Whether to pause after a step; asked after each, while the device is at it.
  public var pauses: (_ step: Int) -> Bool = { _ in false }
  /// Called in each pause and after each epoch.
  public var paused: (Pause) throws -> Decision = { _ in .goOn }

  /// The devices that share each step, of which `session` is the first; nil where it is the only one.
  public var team: WorkerTeam?

  /// What is done about numbers that are not finite.
  public var numerics = Numerics()

  /// What is done about losses and parameters that are not finite.
  public struct Numerics: Sendable {
    /// Whether a training goes on after a loss that is not finite, as long as all parameters are. It counts in no mean.
    public var goesOn = false
    /// Whether every step's loss and what it leaves are looked at before the next step, so that the first operation that made such a
    /// number can be named. Takes time, and host memory for all that the device keeps.
    public var namesOperations = false

    /// What is done where a number is not finite.
    public init(goesOn: Bool = false, namesOperations: Bool = false) {
      self.goesOn = goesOn
      self.namesOperations = namesOperations
    }
  }

  /// A moment of a training at which nothing is under way.
  public struct Pause {
    /// Steps that were made.
    public let step: Int
    /// How far the training is.
    public let progress: Checkpoint.Progress
    /// Of the epoch, or its part, that has just ended; nil in the middle of one.
    public let epoch: Epoch?
    /// Whether no step follows.
    public let isLast: Bool
  }

  /// What an epoch came to.
  public struct Epoch: Sendable {
    /// From 1.
    public let number: Int
    /// The mean over its samples, each as the model was at its step.
    public let meanLoss: Float
    /// Of the validation part where there is one, else of the test part.
    public let evaluation: Evaluation
    /// With the evaluation, and without.
    public let seconds: Double
    /// How long the steps took, evaluations left out.
    public let trainingSeconds: Double
    /// That were trained on since it began, or since the training went on.
    public let sampleCount: Int
  }

  /// What is answered to a report or in a pause. No further step is asked for where it is not to go on; the one that the device is at
  /// by then is finished, and reported too.
  public enum Decision: Int, Sendable {
    /// The training goes on.
    case goOn
    /// The training ends as if all its steps were made.
    case finish
    /// The training stops, to go on another time: the test part is not looked at.
    case interrupt
  }

  /// What is reported while it runs.
  public enum Event: Sendable {
    /// After each step. `loss` is the mean over the batch.
    case step(number: Int, total: Int, loss: Float, milliseconds: Double)
    /// After each epoch. `meanLoss` is the mean over its samples, each as the model was at its step; `accuracy` is that on the
    /// validation part where there is one, else on the test part.
    case epoch(number: Int, total: Int, meanLoss: Float, accuracy: Double, seconds: Double)
  }

  /// What came out.
  public struct Result: Sendable {
    /// Whether it ended before its last step, because a report or a pause was answered so: parameters are those after the last step that
    /// was reported, and so are accuracy and loss, unless it was interrupted.
    public var isStopped = false
    /// Whether it is to go on another time: accuracy and loss of the test part are not known.
    public var isInterrupted = false
    /// Steps whose loss was not finite.
    public var nonFiniteSteps = 0
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
    /// How long the training took so far.
    public var seconds = 0.0
  }

  /// Trains `session` on the data set's training samples in the schedule's order, and stops after `maximumSteps` where given.
  public init(
    session: TrainingSession, dataset: Dataset, schedule: BatchSchedule, epochs: Int, maximumSteps: Int? = nil
  ) {
    self.session = session
    self.dataset = dataset
    self.schedule = schedule
    self.epochs = epochs
    self.maximumSteps = maximumSteps
  }

  /// The micro-batch sizes that training by `schedule`, and looking at parts of so many samples, will run.
  public static func microBatchSizes(_ schedule: BatchSchedule, evaluating counts: [Int]) -> Set<Int> {
    var sizes: Set<Int> = []
    let batches = [min(schedule.batchSize, schedule.sampleCount), schedule.sampleCount % schedule.batchSize]
    for samples in batches.flatMap(schedule.shards.sizes) + counts {
      if samples >= schedule.microBatchSize { sizes.insert(schedule.microBatchSize) }
      sizes.insert(samples % schedule.microBatchSize)
    }
    return sizes.filter { $0 > 0 }
  }

  /// The same for a data set, with its validation part where it has one.
  public static func microBatchSizes(_ schedule: BatchSchedule, of dataset: Dataset) -> Set<Int> {
    let parts = [dataset.test] + (dataset.validation.map { [$0] } ?? [])
    return microBatchSizes(schedule, evaluating: parts.map(\.count))
  }

  /// All steps, those before included.
  public var totalSteps: Int { min(maximumSteps ?? Int.max, schedule.stepsPerEpoch * epochs) }

  /// - Parameter report: Called for each step when its loss is known: the device is at the next one by then. What it throws ends the
  ///   training at once.
  /// - Throws: `TrainingError` where a loss or a parameter is no finite number: what follows from there is of no use; what the data
  ///   set's sources throw, and what `report` does.
  public func run(_ report: (Event) throws -> Decision = { _ in .goOn }) throws -> Result {
    var result = Result()
    let clock = ContinuousClock()
    let beginning = clock.now
    let total = totalSteps
    try dataset.check(for: session)
    let (firstEpoch, skipped) = start.step.quotientAndRemainder(dividingBy: schedule.stepsPerEpoch)
    let loader = BatchLoader(
      dataset.train, team == nil ? schedule : schedule.inWholeBatches, epochs: firstEpoch..<max(epochs, firstEpoch),
      skipping: skipped)
    var movements: Int?
    var (stepStart, epochStart) = (clock.now, clock.now)
    var progress = start.progress
    var sampleCount = 0
    var step = start.step
    /// Of the test part as the model is now.
    var tested: Evaluation?
    /// The step that the device is at, and the number of its samples.
    var pending: (loss: PendingLoss, count: Int)?
    var ending = Decision.goOn
    var lastPause = start.step
    let check = numerics.namesOperations ? try NumericsCheck(self) : nil
    func tell(_ event: Event) throws {
      let decision = try report(event)
      if decision != .goOn { ending = decision }
    }
    func settle() throws {
      guard let (made, count) = pending else { return }
      pending = nil
      let loss = try made.total()
      let mean = TargetWeight.mean(loss, made.weight)
      if !mean.isFinite, check == nil { try goOn(afterLoss: mean, ofStep: progress.losses.stepCount + 1) }
      try check?.look(afterStep: progress.losses.stepCount + 1, loss: mean)
      let now = clock.now
      let milliseconds = (now - stepStart).milliseconds
      stepStart = now
      progress.losses.append(mean)
      result.stepTimes.append(milliseconds)
      if mean.isFinite {
        progress.epochLoss += Double(loss)
        progress.epochWeight += made.weight
      } else {
        result.nonFiniteSteps += 1
      }
      sampleCount += count
      try tell(.step(number: progress.losses.stepCount, total: total, loss: mean, milliseconds: milliseconds))
    }
    func evaluate(_ part: any DataSource, _ name: String) throws -> Evaluation {
      let evaluation = try team?.evaluate(part) ?? session.evaluate(part)
      guard !evaluation.loss.isFinite else { return evaluation }
      let problem = "the loss on the \(name) images after step \(step) is \(TrainingError.name(evaluation.loss))"
      try check?.end(evaluationOf: part, afterStep: step, problem)
      guard numerics.goesOn else { throw TrainingError.diverged(problem, session) }
      return evaluation
    }
    func pause(_ epoch: Epoch?) throws {
      lastPause = step
      let decision = try paused(
        Pause(step: step, progress: progress, epoch: epoch, isLast: step == total || ending != .goOn))
      if decision != .goOn { ending = decision }
    }
    /// Whether there is to be another step; the leading rank says so for all.
    func goesOn() throws -> Bool {
      ending = try team?.ranks?.agree(ending) ?? ending
      return ending == .goOn
    }
    while try goesOn(), step < total, let batch = try loader.next() {
      let part = batch.microBatch
      if part.isFirst && pending == nil { stepStart = clock.now }
      try batch.withUnsafeBytes { inputs, targets in
        let place = TrainingSession.Part(part, step: step + 1)
        if let team {
          try team.train(inputs: inputs, targets: targets, place)
        } else {
          try session.train(inputs: inputs, targets: targets, count: batch.count, place)
        }
      }
      guard part.isLast else { continue }
      step += 1
      tested = nil
      movements = movements ?? session.ledger.movements
      let loss = try session.startLossTotal()
      try settle()
      pending = (loss, part.batchCount)
      if check != nil { try settle() }
      let endsEpoch = part.step == schedule.stepsPerEpoch - 1
      let isEvaluated = endsEpoch || step == total
      guard isEvaluated || pauses(step) else { continue }
      try settle()
      var epoch: Epoch?
      if isEvaluated {
        let trainingSeconds = (clock.now - epochStart).milliseconds / 1000
        let evaluation = try dataset.validation.map { try evaluate($0, "validation") } ?? evaluate(dataset.test, "test")
        if dataset.validation == nil { tested = evaluation }
        let made = Epoch(
          number: part.epoch + 1, meanLoss: Float(progress.epochLoss / progress.epochWeight), evaluation: evaluation,
          seconds: (clock.now - epochStart).milliseconds / 1000, trainingSeconds: trainingSeconds, sampleCount: sampleCount)
        try tell(
          .epoch(
            number: made.number, total: epochs, meanLoss: made.meanLoss, accuracy: evaluation.accuracy, seconds: made.seconds))
        epoch = made
        epochStart = clock.now
        sampleCount = 0
      }
      if endsEpoch { (progress.epochLoss, progress.epochWeight) = (0, 0) }
      try pause(epoch)
    }
    try settle()
    // Where a report was the end of it.
    if step > lastPause { try pause(nil) }
    _ = try goesOn()
    result.losses = progress.losses
    result.isStopped = ending != .goOn && step < total
    result.isInterrupted = ending == .interrupt
    if !result.isInterrupted {
      let evaluation = try tested ?? evaluate(dataset.test, "test")
      (result.accuracy, result.testLoss) = (evaluation.accuracy, evaluation.loss)
    }
    if let name = try session.firstNonFinite() {
      throw TrainingError.diverged("'\(name)' is not finite after step \(step)", session)
    }
    result.ledgerMovements = session.ledger.movements - (movements ?? session.ledger.movements)
    result.seconds = (clock.now - beginning).milliseconds / 1000
    return result
  }

  /// - Throws: Where a training does not go on after such a loss.
  private func goOn(afterLoss mean: Float, ofStep step: Int) throws {
    var problem = "the loss of step \(step) is \(TrainingError.name(mean))"
    guard numerics.goesOn else { throw TrainingError.diverged(problem, session) }
    // What a parameter that is not finite comes to never is again.
    guard let name = try session.firstNonFinite() else { return }
    problem += " and '\(name)' is not finite"
    throw TrainingError.diverged(problem, session)
  }
}

extension Duration {
  var milliseconds: Double {
    Double(components.seconds) * 1e3 + Double(components.attoseconds) * 1e-15
  }
}
