import ArgumentParser
import Concord
import ConcordDigest
import ConcordFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

struct Train: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains a model; prints progress, accuracy and the parameters' SHA-256.")

  @OptionGroup var options: TrainingOptions
  @OptionGroup var learningRateOptions: LearningRateOptions
  @OptionGroup var common: CommonOptions

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Passes over the training data. Default: 5.", valueName: "n"),
    transform: Limits.epochCounts.parse)
  var epochs: Int?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Stop after so many steps.", valueName: "n"), transform: Limits.steps.parse)
  var steps: Int?

  @OptionGroup var trials: TrialOptions

  @Option(
    help: ArgumentHelp("Write the parameters as safetensors.", valueName: "file"), transform: PathText.parse(.safetensors))
  var save: String?

  @Option(help: ArgumentHelp("Write the run's figures as JSON.", valueName: "file"), transform: PathText.parse(.json))
  var report: String?

  @OptionGroup var runOptions: RunOptions
  @OptionGroup var rankOptions: RankOptions
  @OptionGroup var numericsOptions: NumericsOptions

  @Flag(help: "Print the memory table too: what was predicted, and what was allocated.")
  var memoryTable = false

  @Flag(name: .shortAndLong, help: "Say nothing on the way: results and errors only.")
  var quiet = false

  func run() async throws {
    Log.start(verbose: common.verbose)
    if runOptions.resume != nil { try RunOptions.checkResumable(Array(CommandLine.arguments.dropFirst(2))) }
    guard let ranks = try rankOptions.join() else {
      var progress = Progress(isSilent: quiet)
      let prepared = try await prepare(&progress)
      return try carryOut(prepared, &progress)
    }
    try await RankEnding.keep(ranks) {
      var progress = Progress(isSilent: quiet)
      if !ranks.isLeader {
        progress = Progress(isSilent: !rankOptions.rankLogs, prefix: "rank \(ranks.rank): ")
      }
      var prepared = try await prepare(&progress, ranks)
      try prepared.join(ranks, configuration(prepared))
      try carryOut(prepared, &progress)
    }
  }

  /// Makes steps of a run again and compares their hashes, of which nothing else is wanted and nothing said.
  func verify(expecting expected: [Int: HashRow]) async throws {
    var progress = Progress(isSilent: true)
    var prepared = try await prepare(&progress)
    _ = try prepared.begin(self, expecting: expected)
    _ = try prepared.trainer.run()
  }

  /// All that comes before the first step.
  ///
  /// - Parameter ranks: Those that share the training; the leader alone keeps anything.
  func prepare(_ progress: inout Progress, _ ranks: RankGroup? = nil) async throws -> PreparedTraining {
    let resumed = try runOptions.resume.map { path in try FlagMistake.naming("--resume") { try ResumedRun(path, ranks) } }
    let settings = try resumed?.settings ?? Settings.load(flag: common.config)
    let (epochs, steps) = (epochs ?? settings.epochs ?? 5, steps ?? settings.steps)
    try Limits.epochCounts.check(epochs, "epochs")
    if let steps { try Limits.steps.check(steps, "steps") }
    let (stepLimit, overfit) = (try trials.limitSteps(settings), try trials.overfit(settings))
    let numerics = try numericsOptions.resolve(settings)
    let training = try ResolvedTraining(options, settings) { batchSize in
      try learningRateOptions.rate(
        settings, optimizer: options.optimizerOptions.name(settings), batchSize: batchSize)
    }
    _ = try learningRateOptions.schedule(settings, epochs: epochs, stepsPerEpoch: 1)
    let validation = try runOptions.validation(settings)
    var outputs = try TrainingOutputs(save: nil, report: nil, run: nil)
    if ranks?.isLeader ?? true {
      let runFolder =
        try resumed?.folder
        ?? (runOptions.folder ?? settings.run).map { folder in
          try FlagMistake.naming("--run") { try RunFolder(folder) }
        }
      outputs = try TrainingOutputs(save: save ?? settings.save, report: report ?? settings.report, run: runFolder)
    }
    var dataset = try await training.dataset()
    if let validation {
      dataset = try FlagMistake.naming("--validation") { try dataset.keepingBack(validation, seed: training.seed) }
    }
    if let overfit {
      dataset = try FlagMistake.naming("--overfit") { try training.overfitting(overfit, dataset) }
      progress.line("note: --overfit looks at the \(dataset.train.count) images that are trained on, and at no test image")
    }
    let policy = try runOptions.policy(settings, hasValidation: dataset.validation != nil)
    for note in dataset.notes { progress.line(note) }
    let planned = try PlannedTraining(
      training, on: dataset, stepLimit: stepLimit, isShared: ranks != nil, json: common.json, &progress)
    if common.verbose { for choice in planned.step.choices { progress.line("tuned: \(choice.text)") } }
    let rateSchedule =
      try resumed?.schedule
      ?? learningRateOptions.schedule(settings, epochs: epochs, stepsPerEpoch: planned.schedule.stepsPerEpoch)
    let selection = try training.selection()
    let session = try TrainingSession(
      planned.step, schedule: rateSchedule, seed: training.seed, memoryLimit: training.memoryLimit)
    try outputs.reserve(for: session)
    if let (checkpoint, path) = resumed?.checkpoint {
      try FlagMistake.naming("--resume") { try session.restore(checkpoint, path) }
    } else if let path = training.initialParameters {
      let classes = try FlagMistake.naming("--init") { try session.load(from: path, selection) }
      if let difference = classes.flatMap({ ClassNames.difference(trained: $0, found: dataset.classNames) }) {
        progress.line("note: the parameters of '\(path.printable())' are of other classes: \(difference)")
      }
    } else if let parameters = training.parameters, let path = training.modelFile {
      try session.load(parameters, path)
    }
    let team = try team(session, planned, training, rateSchedule, numerics, ranks)
    var trainer = Trainer(
      session: session, dataset: dataset, schedule: planned.schedule, epochs: epochs, maximumSteps: steps)
    trainer.numerics = numerics
    trainer.team = team
    if let checkpoint = resumed?.checkpoint?.content { trainer.start = (checkpoint.step, checkpoint.progress) }
    return PreparedTraining(
      training: training, planned: planned, trainer: trainer, policy: policy, outputs: outputs, resumed: resumed)
  }

  /// The devices that share each step; nil where there is one.
  private func team(
    _ session: TrainingSession, _ planned: PlannedTraining, _ training: ResolvedTraining, _ schedule: LearningRateSchedule,
    _ numerics: Trainer.Numerics, _ ranks: RankGroup?
  ) throws -> WorkerTeam? {
    let balance = try FlagMistake.naming("--balance") {
      try BalanceChoice.balance(options.balance ?? training.settings.balance ?? "auto")
    }
    guard !planned.others.isEmpty || ranks != nil else { return nil }
    guard !numerics.namesOperations else {
      throw CommandError(
        "--check-numerics: it looks at one device; give --backend one and leave out --transport, which ends in the same bits")
    }
    let sessions = try planned.others.map {
      try TrainingSession($0.step, schedule: schedule, seed: training.seed, memoryLimit: training.memoryLimit)
    }
    let team = try FlagMistake.naming("--balance") { try WorkerTeam([session] + sessions, balance: balance, ranks: ranks) }
    try team.synchronize()
    return team
  }

  /// Trains, and tells and keeps what comes of it.
  private func carryOut(_ prepared: consuming PreparedTraining, _ progress: inout Progress) throws {
    for line in prepared.heading { progress.line(line) }
    let configuration = try configuration(prepared)
    let ranks = prepared.trainer.team?.ranks
    let isLeader = ranks?.isLeader ?? true
    let recorder = try prepared.begin(self, configuration)
    let trainer = prepared.trainer
    if trainer.start.step > 0 {
      progress.line("going on after step \(trainer.start.step) of \(trainer.totalSteps)")
    }
    var story = TrainingStory(trainer, quiet: quiet || !isLeader, json: common.json)
    let result = try Self.naming(lastCheckpointOf: recorder) {
      try trainer.run { event in
        story.show(event, &progress)
        if case .step(let number, _, let loss, let milliseconds) = event {
          try recorder?.record(step: number, loss: loss, milliseconds: milliseconds)
        }
        return .goOn
      }
    }
    progress.clear()
    if result.isInterrupted, !isLeader { throw ExitCode(128 + SIGINT) }
    if result.isInterrupted, let recorder, let folder = prepared.outputs.run {
      progress.line(
        "stopped after step \(recorder.lastStep ?? 0) of \(trainer.totalSteps), which is kept; to go on: "
          + ShellText.command(["concord", "train", "--resume", folder.path]))
      throw ExitCode(128 + (Interruption.signal ?? SIGINT))
    }
    try recorder?.record(result)
    var devices = trainer.team.map {
      RunReport.SharingDevice.all(of: $0, on: [prepared.planned.opened] + prepared.planned.others.map(\.opened))
    }
    if let ranks, let own = devices {
      devices = try RankEnding(trainer.session.parametersSHA256(), own).gathered(ranks)
      guard isLeader else { return }
    }
    let isReportKept = common.json || prepared.outputs.hasReport
    let runReport = try RunReport(
      backend: prepared.planned.opened, devices: devices, session: trainer.session, trainer: trainer, result: result,
      seed: prepared.training.seed, data: recorder?.data.parts ?? (isReportKept ? DataFingerprint(trainer.dataset) : nil),
      modelFile: prepared.training.modelFile,
      width: prepared.training.width, residentBytesBeforeDevice: prepared.planned.residentBytesBeforeDevice)
    let json = try ReportEncoder.encode(runReport)
    let page = try recorder.map { recorder in
      try RunPage(
        runReport, configuration, rows: recorder.rows, hashes: recorder.hashRows, session: trainer.session,
        dataset: trainer.dataset, schedule: trainer.schedule,
        predictions: trainer.dataset.classNames.isEmpty ? [] : trainer.session.predictions(trainer.dataset.test))
    }
    // What came out is told also where it cannot be kept.
    let written = Result {
      try prepared.outputs.write(json, trainer.session, page: page, classNames: trainer.dataset.classNames)
    }
    let ending = TrainingEnding(
      report: runReport, nonFiniteSteps: result.nonFiniteSteps,
      run: (try? written.get()).flatMap { prepared.outputs.run?.path },
      isSaved: prepared.outputs.isSaved, hasMemoryTable: memoryTable)
    print(common.json ? json : ending.text)
    try written.get()
    guard runReport.memory.isExact, runReport.devices?.allSatisfy(\.memory.isExact) ?? true,
      runReport.ledgerMovementsAfterFirstStep == 0
    else {
      throw CommandError("what was allocated is not what was predicted; please report this")
    }
  }

  /// What a training throws that came to nothing, with what is left of it.
  private static func naming<Result>(lastCheckpointOf recorder: RunRecorder?, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as TrainingError {
      guard let step = recorder?.lastStep else { throw error }
      throw CommandError("\(error); the run's last checkpoint is of step \(step)")
    }
  }
}
