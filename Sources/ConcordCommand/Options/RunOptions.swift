import ArgumentParser
import Concord

/// What a run keeps, and when it ends.
struct RunOptions: ParsableArguments {
  @Option(
    name: .customLong("run"),
    help: ArgumentHelp(
      "Keep checkpoints, metrics, report and parameters in a folder of their own, for --resume, evaluate and predict.",
      valueName: "folder"))
  var folder: String?

  @Option(
    help: ArgumentHelp(
      "Go on with a run where its last checkpoint is; its folder says all other settings. Takes the flags that change no bit, and --epochs and --steps.",
      valueName: "folder"), transform: PathText.parse)
  var resume: String?

  @Option(
    help: ArgumentHelp("How often a run writes a checkpoint: 500steps, 1epoch. Default: 1epoch.", valueName: "interval"),
    transform: Self.parseInterval)
  var checkpointEvery: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many of the newest checkpoints stay, beside the best. Default: 3.", valueName: "n"),
    transform: Limits.kept.parse)
  var keepCheckpoints: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Keep a share of each class's training images back, look at them after each epoch, and at the test images once, at the end.",
      valueName: "share"), transform: RealNumbers.part.parse)
  var validation: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("End after so many epochs that were not better on the validation images.", valueName: "n"),
    transform: Limits.epochCounts.parse)
  var patience: Int?

  @Option(
    help: ArgumentHelp(
      "By what the best checkpoint is told, on the validation images: \(NamedChoice.best.list). Default: accuracy.",
      valueName: "name"), transform: NamedChoice.best.parse)
  var best: String?

  /// Flags of `train` that may stand beside --resume: no bit depends on them, or they say only how far it goes.
  private static let resumable = [
    "resume", "backend", "balance", "transport", "rank-limit", "rank-logs", "micro-batch", "memory-limit", "plan",
    "activation-budget", "epochs", "steps", "save",
    "report",
    "data-dir", "json", "verbose", "checkpoint-every", "keep-checkpoints", "on-nan", "check-numerics", "memory-table", "quiet",
  ]

  /// - Throws: Where another flag stands beside --resume.
  static func checkResumable(_ words: [String]) throws {
    for word in words where word.hasPrefix("--") {
      let name = word.dropFirst(2).prefix { $0 != "=" }
      guard !resumable.contains(String(name)) else { continue }
      throw CommandError(
        "--\(name): a run goes on as it was begun, so that it ends in the same bits; beside --resume there may be "
          + resumable.dropFirst().map { "--\($0)" }.joined(separator: ", ") + "; leave --\(name) out")
    }
  }

  func validation(_ settings: Settings) throws -> Double? {
    guard let share = validation ?? settings.validation else { return nil }
    try RealNumbers.part.check(share, "validation")
    return share
  }

  /// - Parameter hasValidation: Whether there is a part to tell the best by.
  func policy(_ settings: Settings, hasValidation: Bool) throws -> RunRecorder.Policy {
    var policy = RunRecorder.Policy()
    if let text = checkpointEvery ?? settings.checkpointEvery {
      policy.interval = try FlagMistake.naming("--checkpoint-every") { try Self.interval(text) }
    }
    if let keeps = keepCheckpoints ?? settings.keepCheckpoints {
      try Limits.kept.check(keeps, "keep-checkpoints")
      policy.keeps = keeps
    }
    if let name = best ?? settings.best {
      guard let metric = BestMetric(rawValue: name) else {
        throw CommandError("--best: there are: \(NamedChoice.best.list)")
      }
      policy.best = metric
    }
    if let patience = patience ?? settings.patience {
      try Limits.epochCounts.check(patience, "patience")
      policy.patience = patience
    }
    let flags = [("--best", best ?? settings.best), ("--patience", (patience ?? settings.patience).map(String.init))]
    if !hasValidation, let flag = flags.first(where: { $0.1 != nil })?.0 {
      throw CommandError(
        "\(flag): epochs are compared on validation images, and there are none; keep some back with --validation 0.1")
    }
    return policy
  }

  /// For `config.json`.
  func entries(_ settings: Settings, _ policy: RunRecorder.Policy) throws -> [(String, RunConfiguration.Value?)] {
    [
      ("checkpoint-every", .text(policy.interval.description)), ("keep-checkpoints", .whole(policy.keeps)),
      ("validation", try validation(settings).map { .number($0) }), ("patience", policy.patience.map { .whole($0) }),
      ("best", (best ?? settings.best).map { .text($0) }),
    ]
  }

  private static func interval(_ text: String) throws -> CheckpointInterval {
    guard let interval = CheckpointInterval(text) else {
      throw CommandError("it must be a whole number above 0 with its unit, such as 500steps or 1epoch")
    }
    return interval
  }

  @Sendable private static func parseInterval(_ text: String) throws -> String {
    _ = try interval(text)
    return text
  }
}
