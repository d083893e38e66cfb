import Concord
import ConcordFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Train {
  /// What `config.json` says: each setting as it was resolved, and where it came from.
  func configuration(_ prepared: PreparedTraining) throws -> RunConfiguration {
    let words = Array(CommandLine.arguments.dropFirst())
    let (trainer, settings, resumed) = (prepared.trainer, prepared.training.settings, prepared.resumed)
    let session = trainer.session
    var entries: [(String, RunConfiguration.Value?)] = [
      ("epochs", .whole(trainer.epochs)), ("steps", trainer.maximumSteps.map { .whole($0) }),
      ("batch-size", .whole(trainer.schedule.batchSize)), ("micro-batch", .whole(trainer.schedule.microBatchSize)),
      ("shards", session.shards.count > 1 ? .whole(prepared.training.askedShards ?? 1) : nil),
      ("balance", (options.balance ?? settings.balance).map { .text($0) }),
      ("plan", .text(session.plan.rawValue)), ("activation-budget", session.activationBudget.map { .whole($0) }),
      ("seed", .seed(trainer.schedule.seed)), ("shuffle", .flag(trainer.schedule.shuffles)),
    ]
    entries += options.entries(settings)
    entries += learningRateOptions.entries(settings, optimizer: options.optimizerOptions.name(settings))
    entries += try trials.entries(settings) + numericsOptions.entries(settings)
    entries += try runOptions.entries(settings, prepared.policy)
    var result: [String: RunConfiguration.Setting] = [:]
    for case (let key, let value?) in entries {
      result[key] = RunConfiguration.Setting(value, Self.origin(key, words, settings, resumed))
    }
    return RunConfiguration(
      command: resumed?.command ?? ShellText.command(["concord"] + words), settings: result, schedule: session.schedule)
  }

  private static func origin(
    _ key: String, _ words: [String], _ settings: Settings, _ resumed: ResumedRun?
  ) -> RunConfiguration.Origin {
    let flags = key == "shuffle" ? ["--no-shuffle"] : ["--\(key)"]
    if words.contains(where: { word in flags.contains { word == $0 || word.hasPrefix($0 + "=") } }) { return .flag }
    if let resumed { return resumed.origins[key] ?? .standard }
    let variables = ["backend": "CONCORD_BACKEND", "data-dir": "CONCORD_DATA_DIR"]
    if let variable = variables[key], Precedence.environment(variable) != nil { return .environment }
    return settings.keys.contains(key) ? .file : .standard
  }

  /// So that the run goes on from another folder too.
  static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
}

extension TrainingOptions {
  func entries(_ settings: Settings) -> [(String, RunConfiguration.Value?)] {
    let own: [(String, RunConfiguration.Value?)] = [
      ("backend", Precedence.text(flag: backend, variable: "CONCORD_BACKEND", config: settings.backend).map { .text($0) }),
      ("data-dir", data.folder(settings).map { .text(Train.absolute($0)) }),
      ("init", (initialParameters ?? settings.initialParameters).map { .text(Train.absolute($0)) }),
      ("init-skip", (initSkip ?? settings.initSkip).map { .text($0) }),
      ("rename", (rename ?? settings.rename).map { .text($0) }),
      ("loss", .text(loss ?? settings.loss ?? "cross-entropy")),
      ("label-smoothing", (labelSmoothing ?? settings.labelSmoothing).map { .number($0) }),
    ]
    return own + choice.entries(settings) + optimizerOptions.entries(settings) + changes.entries(settings)
      + normalization.entries(settings)
  }
}

extension ModelOptions {
  func entries(_ settings: Settings) -> [(String, RunConfiguration.Value?)] {
    let (model, dataset) = (modelName(settings), datasetName(settings))
    return [
      ("model", .text(ModelChoice.file(model).map(Train.absolute) ?? model)),
      ("width", (width ?? settings.width).map { .whole($0) }),
      ("dataset", .text(dataset.contains("/") ? Train.absolute(dataset) + "/" : dataset)),
    ] + images.entries(settings)
  }
}

extension ImageOptions {
  func entries(_ settings: Settings) -> [(String, RunConfiguration.Value?)] {
    [
      ("size", (size ?? settings.size?.text).map { .text($0) }), ("resize", (resize ?? settings.resize).map { .text($0) }),
      ("filter", (filter ?? settings.filter).map { .text($0) }), ("color", (color ?? settings.color).map { .text($0) }),
      ("background", (background ?? settings.background).map { .text($0) }),
      ("skip-bad-files", skipBadFiles || settings.skipBadFiles ?? false ? .flag(true) : nil),
    ]
  }
}

extension OptimizerOptions {
  func entries(_ settings: Settings) -> [(String, RunConfiguration.Value?)] {
    [
      ("optimizer", .text(name(settings))), ("momentum", (momentum ?? settings.momentum).map { .number($0) }),
      ("nesterov", nesterov || settings.nesterov ?? false ? .flag(true) : nil),
      ("weight-decay", (weightDecay ?? settings.weightDecay).map { .number($0) }),
      ("clip-norm", (clipNorm ?? settings.clipNorm).map { .number($0) }),
    ]
  }
}

extension LearningRateOptions {
  func entries(_ settings: Settings, optimizer: String) -> [(String, RunConfiguration.Value?)] {
    [
      ("lr", .number(learningRate ?? settings.learningRate ?? Self.defaultRate(optimizer))),
      ("schedule", .text(schedule ?? settings.schedule ?? "constant")),
      ("schedule-epochs", (scheduleEpochs ?? settings.scheduleEpochs).map { .whole($0) }),
      ("schedule-gamma", (scheduleGamma ?? settings.scheduleGamma).map { .number($0) }),
      ("warmup-steps", (warmupSteps ?? settings.warmupSteps).map { .whole($0) }),
      ("lr-scaling", (lrScaling ?? settings.lrScaling).map { .text($0) }),
      ("base-batch", (baseBatch ?? settings.baseBatch).map { .whole($0) }),
    ]
  }
}

extension AugmentationOptions {
  func entries(_ settings: Settings) -> [(String, RunConfiguration.Value?)] {
    [
      ("augment", (augment ?? settings.augment).map { .text($0) }),
      ("crop-padding", (cropPadding ?? settings.cropPadding).map { .whole($0) }),
    ]
  }
}

extension NormalizationOptions {
  func entries(_ settings: Settings) -> [(String, RunConfiguration.Value?)] {
    [("mean", (mean ?? settings.mean).map { .text($0) }), ("std", (std ?? settings.std).map { .text($0) })]
  }
}
