import ArgumentParser
import Concord

/// The learning rate, and how it changes over the training.
struct LearningRateOptions: ParsableArguments {
  @Option(
    name: .customLong("lr"), parsing: .unconditional,
    help: ArgumentHelp(
      "The learning rate. Default: 0.001; 0.01 for adagrad and rmsprop, 0.1 for sgd.", valueName: "rate"),
    transform: RealNumbers.notNegative.parse)
  var learningRate: Double?

  @Option(
    help: ArgumentHelp("How the rate changes: \(NamedChoice.schedule.list). Default: constant.", valueName: "name"),
    transform: NamedChoice.schedule.parse)
  var schedule: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Epochs between two steps of the schedule step (default: 30), or the length of cosine (default: all after the warm-up).",
      valueName: "n"),
    transform: Limits.epochCounts.parse)
  var scheduleEpochs: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What the schedule step multiplies the rate by. Default: 0.1.", valueName: "factor"),
    transform: RealNumbers.notNegative.parse)
  var scheduleGamma: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Steps in which the rate rises from 0, before its schedule begins. Default: 0.", valueName: "n"),
    transform: Limits.warmups.parse)
  var warmupSteps: Int?

  @Option(
    help: ArgumentHelp(
      "What the batch size does to the rate: \(NamedChoice.scaling.list) (rate × batch / base). Default: none.",
      valueName: "name"),
    transform: NamedChoice.scaling.parse)
  var lrScaling: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The batch size for which the rate was found, for --lr-scaling. Default: 256.", valueName: "n"),
    transform: Limits.batches.parse)
  var baseBatch: Int?

  /// The learning rate for batches of `batchSize`, before its schedule.
  func rate(_ settings: Settings, optimizer: String, batchSize: Int) throws -> Double {
    let name = lrScaling ?? settings.lrScaling ?? "none"
    guard let scaling = LearningRateScaling(rawValue: name) else {
      throw CommandError("--lr-scaling: no scaling is called '\(name)'; there are: \(NamedChoice.scaling.list)")
    }
    let base = baseBatch ?? settings.baseBatch
    if let base {
      try Limits.batches.check(base, "base-batch")
      guard scaling != .none else {
        throw CommandError("--base-batch: a base batch means something with --lr-scaling linear only")
      }
    }
    if let rate = settings.learningRate { try RealNumbers.notNegative.check(rate, "lr") }
    let rate = learningRate ?? settings.learningRate ?? Self.defaultRate(optimizer)
    return scaling.apply(to: rate, batchSize: batchSize, baseBatch: base ?? 256)
  }

  /// The schedule of a training of so many epochs.
  func schedule(_ settings: Settings, epochs: Int, stepsPerEpoch: Int) throws -> LearningRateSchedule {
    let name = schedule ?? settings.schedule ?? "constant"
    guard let decay = LearningRateSchedule.Decay(rawValue: name) else {
      throw CommandError("--schedule: no schedule is called '\(name)'; there are: \(NamedChoice.schedule.list)")
    }
    let period = scheduleEpochs ?? settings.scheduleEpochs
    let gamma = scheduleGamma ?? settings.scheduleGamma
    let warmup = warmupSteps ?? settings.warmupSteps ?? 0
    if let period {
      try Limits.epochCounts.check(period, "schedule-epochs")
      guard decay != .constant else {
        throw CommandError("--schedule-epochs: a constant rate has no epochs of a schedule; leave them out")
      }
    }
    if let gamma {
      try RealNumbers.notNegative.check(gamma, "schedule-gamma")
      guard decay == .step else { throw CommandError("--schedule-gamma: only the schedule step has a gamma; leave it out") }
    }
    try Limits.warmups.check(warmup, "warmup-steps")
    let result: LearningRateSchedule =
      switch decay {
      case .constant: .constant
      case .step: .step(every: UInt64((period ?? 30) * stepsPerEpoch), gamma: gamma ?? 0.1)
      // Whatever --steps says: stopping early must not change the steps before.
      case .cosine: .cosine(over: UInt64(max(1, period.map { $0 * stepsPerEpoch } ?? epochs * stepsPerEpoch - warmup)))
      }
    return result.warmedUp(over: UInt64(warmup))
  }

  /// PyTorch's, where it has one of long standing.
  static func defaultRate(_ optimizer: String) -> Double {
    switch optimizer {
    case "sgd": 0.1
    case "adagrad", "rmsprop": 0.01
    default: 0.001
    }
  }
}
