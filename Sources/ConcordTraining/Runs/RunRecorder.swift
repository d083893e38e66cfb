import ConcordFiles
import ConcordRuns

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Writes down what a run comes to, while it comes to it: checkpoints, hashes, metrics, events. Says when it is to end before its time.
public final class RunRecorder {
  /// What a run is asked to keep, and when it is to end.
  public struct Policy: Sendable {
    /// When checkpoints are written.
    public var interval = CheckpointInterval.epochs(1)
    /// How many of the newest checkpoints stay.
    public var keeps = 3
    /// What makes a checkpoint the best.
    public var best = BestMetric.accuracy
    /// Epochs without a better one after which the run ends; nil: it goes on to its end.
    public var patience: Int?
    /// Hashes that the run must arrive at: it ends with ``HashDifference`` where it does not.
    public var expected: [Int: HashRow] = [:]

    /// A checkpoint each epoch, the best by its accuracy.
    public init() {}
  }

  private let run: RunFolder
  private let session: TrainingSession
  private let schedule: (batchSize: Int, seed: UInt64, stepsPerEpoch: Int)
  /// What the run is trained on.
  public let data: RunData
  private let modelSHA256: String
  private let policy: Policy
  private let isInterrupted: () -> Bool
  private let checkpoints: CheckpointFolder
  private let metrics: MetricsLog
  private let hashes: HashLog
  private let events: TensorBoardFile
  private let hasValidation: Bool
  /// Of the newest checkpoint.
  public private(set) var lastStep: Int?

  /// All rows of the run so far.
  public var rows: [MetricsRow] { metrics.rows }
  /// All hashes of the run so far.
  public var hashRows: [HashRow] { hashes.rows }

  /// - Parameters:
  ///   - run: Where it records.
  ///   - trainer: What is recorded; it is told here to pause for it.
  ///   - data: What is trained on.
  ///   - modelSHA256: Of the model's description.
  ///   - policy: When checkpoints are written.
  ///   - isInterrupted: Whether somebody asked for the run's end; asked after each step.
  public init(
    _ run: RunFolder, _ trainer: inout Trainer, data: RunData, modelSHA256: String, policy: Policy,
    isInterrupted: @escaping () -> Bool = { false }
  ) throws {
    self.run = run
    session = trainer.session
    schedule = (trainer.schedule.batchSize, trainer.schedule.seed, trainer.schedule.stepsPerEpoch)
    (self.data, self.modelSHA256) = (data, modelSHA256)
    self.policy = policy
    self.isInterrupted = isInterrupted
    hasValidation = trainer.dataset.validation != nil
    let step = trainer.start.step
    checkpoints = CheckpointFolder(of: run.path, keeps: policy.keeps)
    try checkpoints.make()
    metrics = try MetricsLog(in: run.path, after: step)
    hashes = try HashLog(in: run.path, after: step)
    events = try TensorBoardFile(in: run.path, time: Self.now, after: step)
    if try checkpoints.steps().contains(step) {
      lastStep = step
    } else {
      // From the first step on there is something to go on from.
      try write(step, trainer.start.progress, isBest: false)
    }
    trainer.pauses = { step in
      isInterrupted() || self.isDue(step)
    }
    trainer.paused = { try self.pause($0) }
  }

  /// A step's loss, for TensorBoard.
  public func record(step: Int, loss: Float, milliseconds: Double) throws {
    try events.append(
      TensorBoardEvent(
        time: Self.now, step: step,
        .scalars([
          .init("train/loss", loss), .init("train/step_milliseconds", Float(milliseconds)),
          .init("train/learning_rate", Float(learningRate(step))),
        ])))
  }

  /// The test part's result at the end, where the epochs had another part to look at.
  public func record(_ result: Trainer.Result) throws {
    guard hasValidation, let last = metrics.rows.last, last.testLoss == nil else { return }
    try append(
      MetricsRow(epoch: last.epoch, step: last.step, testLoss: result.testLoss, testAccuracy: result.accuracy))
  }

  private static var now: Double { Date().timeIntervalSince1970 }

  private func learningRate(_ step: Int) -> Double {
    session.optimizer.learningRate * session.schedule.factor(step: UInt64(step))
  }

  private func pause(_ pause: Trainer.Pause) throws -> Trainer.Decision {
    var isBest = false
    var isPatient = true
    if let epoch = pause.epoch {
      try append(row(epoch, step: pause.step))
      let rows = metrics.rows.filter { $0.validationLoss != nil }
      let best = policy.best.best(rows)
      isBest = hasValidation && best == rows.indices.last
      if let best, let patience = policy.patience { isPatient = rows.count - 1 - best < patience }
    }
    let stops = isInterrupted()
    if isBest || isDue(pause.step) || stops || !isPatient || pause.isLast {
      try write(pause.step, pause.progress, isBest: isBest)
    }
    return stops && !pause.isLast ? .interrupt : isPatient ? .goOn : .finish
  }

  private func isDue(_ step: Int) -> Bool {
    policy.interval.isDue(step: step, stepsPerEpoch: schedule.stepsPerEpoch) || policy.expected[step] != nil
  }

  private func row(_ epoch: Trainer.Epoch, step: Int) -> MetricsRow {
    var row = MetricsRow(
      epoch: epoch.number, step: step, trainLoss: epoch.meanLoss, learningRate: learningRate(step), seconds: epoch.seconds,
      imagesPerSecond: Double(epoch.sampleCount) / epoch.trainingSeconds)
    let evaluation = epoch.evaluation
    if hasValidation {
      (row.validationLoss, row.validationAccuracy) = (evaluation.loss, evaluation.accuracy)
    } else {
      (row.testLoss, row.testAccuracy) = (evaluation.loss, evaluation.accuracy)
    }
    return row
  }

  private func append(_ row: MetricsRow) throws {
    try metrics.append(row)
    let scalars: [(String, Double?)] = [
      ("epoch/train_loss", row.trainLoss.map(Double.init)), ("epoch/validation_loss", row.validationLoss.map(Double.init)),
      ("epoch/validation_accuracy", row.validationAccuracy), ("epoch/test_loss", row.testLoss.map(Double.init)),
      ("epoch/test_accuracy", row.testAccuracy), ("epoch/images_per_second", row.imagesPerSecond),
    ]
    try events.append(
      TensorBoardEvent(
        time: Self.now, step: row.step,
        .scalars(scalars.compactMap { name, value in value.map { .init(name, Float($0)) } })))
  }

  private func write(_ step: Int, _ progress: Checkpoint.Progress, isBest: Bool) throws {
    let kept = try session.kept()
    if let name = kept.firstNonFinite {
      throw TrainingError.diverged("'\(name)' is not finite after step \(step)", session)
    }
    let found = kept.hashes(step: step)
    if let expected = policy.expected[step], expected != found {
      throw HashDifference(agreed: lastStep, expected: expected, found: found)
    }
    let checkpoint = Checkpoint(
      step: step, seed: schedule.seed, batchSize: schedule.batchSize, shards: session.shards.count, classNames: data.classes,
      normalization: data.normalization, reading: data.reading, dataSHA256: data.sha256,
      modelSHA256: modelSHA256,
      optimizer: session.optimizer.name, progress: progress, tensors: kept.parameters + kept.state,
      optimizerTensors: kept.optimizer)
    try checkpoints.write(checkpoint, isBest: isBest)
    try hashes.append(found)
    lastStep = step
  }
}

/// A step after which a run is not what was recorded of it.
public struct HashDifference: Error, Sendable, CustomStringConvertible {
  /// The last step that was compared before, and was as recorded; nil where there is none.
  public let agreed: Int?
  /// What was recorded before.
  public let expected: HashRow
  /// What came out now.
  public let found: HashRow

  public var description: String {
    "after step \(found.step) the run is not what was recorded: \(found.parameters), and not \(expected.parameters)"
  }
}
