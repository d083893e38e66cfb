import ArgumentParser
import Concord

/// The learning rate, and how it changes over the training.
struct LearningRateOptions: ParsableArguments {
  private static func list<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type) -> String
  where Choice.RawValue == String {
    Choice.allCases.map(\.rawValue).joined(separator: ", ")
  }

  @Option(
    name: .customLong("lr"), parsing: .unconditional,
    help: ArgumentHelp(
      "The learning rate. Default: 0.001; 0.01 for adagrad and rmsprop, 0.1 for sgd.", valueName: "rate"))
  var learningRate: Double?

  @Option(
    help: ArgumentHelp(
      "How the rate changes: \(list(LearningRateSchedule.Decay.self)). Default: constant.", valueName: "name"))
  var schedule: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Epochs between two steps of the schedule step (default: 30), or the length of cosine (default: all after the warm-up).",
      valueName: "n"))
  var scheduleEpochs: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What the schedule step multiplies the rate by. Default: 0.1.", valueName: "factor"))
  var scheduleGamma: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Steps in which the rate rises from 0, before its schedule begins. Default: 0.", valueName: "n"))
  var warmupSteps: Int?

  @Option(
    help: ArgumentHelp(
      "What the batch size does to the rate: \(list(LearningRateScaling.self)) (rate × batch / base). Default: none.",
      valueName: "name"))
  var lrScaling: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The batch size for which the rate was found, for --lr-scaling. Default: 256.", valueName: "n"))
  var baseBatch: Int?

  /// The learning rate for batches of `batchSize`, before its schedule.
  func rate(_ settings: Settings, optimizer: String, batchSize: Int) throws -> Double {
    let name = lrScaling ?? settings.lrScaling ?? "none"
    guard let scaling = LearningRateScaling(rawValue: name) else {
      throw CommandError("no scaling is called '\(name)'; there are: \(Self.list(LearningRateScaling.self))")
    }
    let base = baseBatch ?? settings.baseBatch
    if let base {
      try check("the base batch", base, 1...Limits.batchSize)
      guard scaling != .none else { throw CommandError("a base batch means something with --lr-scaling linear only") }
    }
    let rate = learningRate ?? settings.learningRate ?? Self.defaultRate(optimizer)
    return scaling.apply(to: rate, batchSize: batchSize, baseBatch: base ?? 256)
  }

  /// The schedule of a training of so many epochs.
  func schedule(_ settings: Settings, epochs: Int, stepsPerEpoch: Int) throws -> LearningRateSchedule {
    let name = schedule ?? settings.schedule ?? "constant"
    guard let decay = LearningRateSchedule.Decay(rawValue: name) else {
      throw CommandError("no schedule is called '\(name)'; there are: \(Self.list(LearningRateSchedule.Decay.self))")
    }
    let period = scheduleEpochs ?? settings.scheduleEpochs
    let gamma = scheduleGamma ?? settings.scheduleGamma
    let warmup = warmupSteps ?? settings.warmupSteps ?? 0
    if let period {
      try check("the epochs of a schedule", period, 1...Limits.epochs)
      guard decay != .constant else { throw CommandError("a constant rate has no epochs of a schedule; leave them out") }
    }
    if let gamma {
      guard Float(gamma).isFinite, gamma >= 0 else {
        throw CommandError("the schedule's gamma must be a finite float32 number of at least 0, but is \(gamma)")
      }
      guard decay == .step else { throw CommandError("only the schedule step has a gamma; leave it out") }
    }
    try check("the number of warm-up steps", warmup, 0...Limits.warmupSteps)
    let result: LearningRateSchedule =
      switch decay {
      case .constant: .constant
      case .step: .step(every: UInt64((period ?? 30) * stepsPerEpoch), gamma: gamma ?? 0.1)
      // Whatever --steps says: stopping early must not change the steps before.
      case .cosine: .cosine(over: UInt64(max(1, period.map { $0 * stepsPerEpoch } ?? epochs * stepsPerEpoch - warmup)))
      }
    return result.warmedUp(over: UInt64(warmup))
  }

  private func check(_ what: String, _ value: Int, _ range: ClosedRange<Int>) throws {
    guard range.contains(value) else {
      throw CommandError("\(what) must be between \(range.lowerBound) and \(range.upperBound), but is \(value)")
    }
  }

  /// PyTorch's, where it has one of long standing.
  private static func defaultRate(_ optimizer: String) -> Double {
    switch optimizer {
    case "sgd": 0.1
    case "adagrad", "rmsprop": 0.01
    default: 0.001
    }
  }
}
