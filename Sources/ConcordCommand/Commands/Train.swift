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
    abstract: "Trains a model; prints progress, accuracy, the memory table and the parameters' SHA-256.")

  @OptionGroup var choice: ModelOptions
  @OptionGroup var optimizerOptions: OptimizerOptions
  @OptionGroup var learningRateOptions: LearningRateOptions
  @OptionGroup var common: CommonOptions
  @OptionGroup var data: DataFolderOption

  @OptionGroup var imageMemoryOption: ImageMemoryOption
  @OptionGroup var changes: AugmentationOptions
  @OptionGroup var normalization: NormalizationOptions

  @Option(
    help: ArgumentHelp(
      "reference, opencl, opencl:N, opencl:text, or a path to a plugin. Default: $CONCORD_BACKEND, else opencl where it conforms.",
      valueName: "backend"),
    transform: BackendChoice.parse)
  var backend: String?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Passes over the training data. Default: 5.", valueName: "n"),
    transform: Limits.epochCounts.parse)
  var epochs: Int?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Stop after so many steps.", valueName: "n"), transform: Limits.steps.parse)
  var steps: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Images in a batch. Default: 64, or all training images where there are fewer.", valueName: "n"),
    transform: Limits.batches.parse)
  var batchSize: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Images on the device at a time, or auto: as many as fit. Changes memory; of the results no bit, except with batch normalisation. Default: the batch.",
      valueName: "n"),
    transform: MicroBatchChoice.init(parsing:))
  var microBatch: MicroBatchChoice?

  @OptionGroup var memoryLimitOption: MemoryLimitOption

  @Option(
    help: ArgumentHelp("Which loss: \(NamedChoice.loss.list). Default: cross-entropy.", valueName: "name"),
    transform: NamedChoice.loss.parse)
  var loss: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How much of cross-entropy's target is spread over all classes, 0 to 1. Default: 0.", valueName: "share"),
    transform: RealNumbers.share.parse)
  var labelSmoothing: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Of the initial parameters and the order of samples. Default: 1.", valueName: "n"),
    transform: Limits.seeds.parse)
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      "Which memory plan: \(NamedChoice.plan.list). Default: retain; the fastest that fits with --micro-batch auto.",
      valueName: "name"),
    transform: NamedChoice.plan.parse)
  var plan: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With the plan checkpoint: activations keep to this, 64MiB or bytes, with as little computed again as that allows.",
      valueName: "size"),
    transform: PlanChoice.parseActivationBudget)
  var activationBudget: String?

  @Flag(help: "Take the samples in the data set's order.")
  var noShuffle = false

  @Option(
    name: .customLong("init"), help: ArgumentHelp("Start from the parameters of a safetensors file.", valueName: "file"),
    transform: PathText.parse)
  var initialParameters: String?

  @Option(
    help: ArgumentHelp("Write the parameters as safetensors.", valueName: "file"), transform: PathText.parse(.safetensors))
  var save: String?

  @Option(help: ArgumentHelp("Write the run's figures as JSON.", valueName: "file"), transform: PathText.parse(.json))
  var report: String?

  @OptionGroup var runOptions: RunOptions

  func run() async throws {
    Log.start(verbose: common.verbose)
    if runOptions.resume != nil { try RunOptions.checkResumable(Array(CommandLine.arguments.dropFirst(2))) }
    try await train()
  }

  /// - Parameter expected: Hashes that a run is compared with, of which nothing else is wanted and nothing said: for `verify`.
  func train(expecting expected: [Int: HashRow]? = nil) async throws {
    var progress = Progress(isSilent: expected != nil)
    let resumed = try runOptions.resume.map { path in try FlagMistake.naming("--resume") { try ResumedRun(path) } }
    let settings = try resumed?.settings ?? Settings.load(flag: common.config)
    let seed = seed ?? settings.seed ?? 1
    let (epochs, steps) = (epochs ?? settings.epochs ?? 5, steps ?? settings.steps)
    try Limits.epochCounts.check(epochs, "epochs")
    if let steps { try Limits.steps.check(steps, "steps") }
    let askedBatchSize = batchSize ?? settings.batchSize
    if let askedBatchSize { try Limits.batches.check(askedBatchSize, "batch-size") }
    func makeOptimizer(_ batchSize: Int) throws -> any Optimizer {
      try optimizerOptions.optimizer(
        settings,
        learningRate: learningRateOptions.rate(settings, optimizer: optimizerOptions.name(settings), batchSize: batchSize))
    }
    // Once before data is looked for, so that a mistake shows at once.
    _ = try makeOptimizer(askedBatchSize ?? BatchSizeChoice.standard)
    let clipNorm = try optimizerOptions.clipNorm(settings)
    _ = try learningRateOptions.schedule(settings, epochs: epochs, stepsPerEpoch: 1)
    let loss = try LossChoice.loss(
      named: loss ?? settings.loss ?? "cross-entropy", labelSmoothing: labelSmoothing ?? settings.labelSmoothing)
    let planName = plan ?? settings.plan
    let askedPlan = try planName.map(PlanChoice.plan)
    let activationBudget = try PlanChoice.activationBudget(
      activationBudget ?? settings.activationBudget?.text, for: askedPlan ?? .retain)
    let memoryLimit = try memoryLimitOption.limit(settings)
    let microBatch = try MicroBatchChoice.resolve(microBatch, settings)
    let model = try choice.resolveForImages(settings)
    let modelFile = choice.modelFile(settings)
    let description = try Self.description(modelFile, zoo: choice.modelName(settings), width: choice.width ?? settings.width)
    let validation = try runOptions.validation(settings)
    let runFolder =
      try resumed?.folder
      ?? (runOptions.folder ?? settings.run).map { folder in
        try FlagMistake.naming("--run") { try RunFolder(folder) }
      }
    let outputs = try TrainingOutputs(save: save ?? settings.save, report: report ?? settings.report, run: runFolder)
    let augmentation = try changes.resolve(
      settings, filter: choice.images.reading(settings).filter, imageShape: model.inputShape)
    let options = try choice.images.options(settings, imageMemory: imageMemoryOption.bytes(settings))
    let download = DownloadProgress()
    let loaded = try await FlagMistake.naming("--dataset") {
      try await DatasetCatalog.loadOrDownload(
        choice.datasetName(settings), dataDirectory: data.folder(settings), options: options, report: download.show)
    }
    download.clear()
    var dataset = try normalization.resolve(settings, loaded).augmented(by: augmentation)
    if let validation {
      dataset = try FlagMistake.naming("--validation") { try dataset.keepingBack(validation, seed: seed) }
    }
    var policy = try runOptions.policy(settings, hasValidation: dataset.validation != nil)
    policy.expected = expected ?? [:]
    for note in dataset.notes { progress.line(note) }
    let batchSize = askedBatchSize ?? BatchSizeChoice.standard(of: dataset.train.count)
    if askedBatchSize == nil, let note = BatchSizeChoice.note(batchSize) { progress.line(note) }
    guard batchSize <= dataset.train.count else {
      throw CommandError(
        "--batch-size must be between 1 and the data set's \(dataset.train.count) training images, but is \(batchSize)")
    }
    let optimizer = try makeOptimizer(batchSize)
    func makeSchedule(_ microBatch: Int?) throws -> BatchSchedule {
      try BatchSchedule(
        sampleCount: dataset.train.count, batchSize: batchSize, microBatchSize: microBatch, seed: seed,
        shuffles: !noShuffle && settings.shuffle ?? true)
    }
    func candidate(_ microBatch: Int) throws -> Fit.Candidate {
      Fit.Candidate(
        model, microBatches: Trainer.microBatchSizes(try makeSchedule(microBatch), of: dataset))
    }
    var schedule = try FlagMistake.naming("--micro-batch") { try makeSchedule(microBatch?.count) }
    var plan = askedPlan ?? .retain
    let rateSchedule =
      try resumed?.schedule
      ?? learningRateOptions.schedule(settings, epochs: epochs, stepsPerEpoch: schedule.stepsPerEpoch)
    let residentBefore = ProcessMemory.residentBytes
    let opened = try BackendChoice.open(flag: backend, config: settings.backend) { progress.line($0) }
    // A share of the device is left alone where the command chooses, none where the user did.
    let headroom = microBatch == .auto ? MemoryBudget.standardHeadroom : 0
    var planned: PlannedStep?
    if let budget = MemoryBudget.of(opened.device.info, headroom: headroom, limit: memoryLimit) {
      let fit = Fit(
        budget, optimizer: optimizer, loss: loss, clipNorm: clipNorm, activationBudget: activationBudget, on: opened.device)
      if microBatch == .auto {
        let largest = try Shortage.largest(fit, batchSize: batchSize, plan: askedPlan, json: common.json, candidate)
        (plan, planned) = (largest.plan, largest.planned)
        schedule = try makeSchedule(largest.microBatch)
        progress.line("micro-batch: \(largest.microBatch), \(largest.reason)")
        if try Fit.couplesSamples(model) {
          progress.line("note: batch normalisation works on micro-batches, so that another device may give other results")
        }
      } else {
        planned = try Shortage.check(
          fit, microBatch: schedule.microBatchSize, batchSize: batchSize, plan: askedPlan, json: common.json, candidate)
      }
    }
    progress.announce("preparing the step; kernels that are not in the cache are compiled")
    let step =
      try planned
      ?? PlannedStep(
        StepDescription(
          model, optimizer: optimizer, loss: loss, clipNorm: clipNorm, plan: plan, activationBudget: activationBudget,
          microBatchSizes: Trainer.microBatchSizes(schedule, of: dataset)), on: opened.device)
    if common.verbose { for choice in step.choices { progress.line("tuned: \(choice.text)") } }
    let session = try TrainingSession(step, schedule: rateSchedule, seed: seed, memoryLimit: memoryLimit)
    try outputs.reserve(for: session)
    if let (checkpoint, path) = resumed?.checkpoint {
      try FlagMistake.naming("--resume") { try session.restore(checkpoint, path) }
    } else if let path = initialParameters ?? settings.initialParameters {
      let classes = try FlagMistake.naming("--init") { try session.load(from: path) }
      if let difference = classes.flatMap({ ClassNames.difference(trained: $0, found: dataset.classNames) }) {
        progress.line("note: the parameters of '\(path.printable())' are of other classes: \(difference)")
      }
    }
    var trainer = Trainer(
      session: session, dataset: dataset, schedule: schedule, epochs: epochs, maximumSteps: steps)
    if let checkpoint = resumed?.checkpoint?.content { trainer.start = (checkpoint.step, checkpoint.progress) }
    for line in heading(session, trainer, opened) { progress.line(line) }
    let configuration = try configuration(settings, trainer, policy, resumed: resumed)
    let runData = try runFolder.map { _ in try RunData(dataset) }
    let recorder = try runFolder.flatMap { folder in
      try runData.map { data in
        try resumed?.check(data)
        try folder.begin(
          configuration, model: description, data: data, memory: MemoryReport(session.memory, plan: session.plan))
        if expected == nil { Interruption.watch() }
        return try RunRecorder(
          folder, &trainer, data: data, modelSHA256: SHA256.hex(of: description), policy: policy,
          isInterrupted: { Interruption.signal != nil })
      }
    }
    if trainer.start.step > 0 {
      progress.line("going on after step \(trainer.start.step) of \(trainer.totalSteps)")
    }
    var bar = StepProgress(trainer)
    let result = try Self.naming(lastCheckpointOf: recorder) {
      try trainer.run { event in
        show(event, trainer, &bar, &progress)
        if case .step(let number, _, let loss, let milliseconds) = event {
          try recorder?.record(step: number, loss: loss, milliseconds: milliseconds)
        }
        return .goOn
      }
    }
    progress.clear()
    if expected != nil { return }
    if result.isInterrupted, let recorder, let runFolder {
      progress.line(
        "stopped after step \(recorder.lastStep ?? 0) of \(trainer.totalSteps), which is kept; to go on: "
          + ShellText.command(["concord", "train", "--resume", runFolder.path]))
      throw ExitCode(128 + (Interruption.signal ?? SIGINT))
    }
    try recorder?.record(result)
    let runReport = try RunReport(
      backend: opened, session: session, trainer: trainer, result: result, seed: seed, data: runData?.parts,
      modelFile: modelFile,
      width: choice.width ?? settings.width, residentBytesBeforeDevice: residentBefore)
    let json = try ReportEncoder.encode(runReport)
    let page = try recorder.map { recorder in
      try RunPage(
        runReport, configuration, rows: recorder.rows, hashes: recorder.hashRows, session: session, dataset: dataset,
        predictions: dataset.classNames.isEmpty ? [] : session.predictions(dataset.test))
    }
    // What came out is told also where it cannot be kept.
    let written = Result { try outputs.write(json, session, page: page, classNames: dataset.classNames) }
    print(common.json ? json : text(runReport))
    try written.get()
    guard runReport.memory.isExact, runReport.ledgerMovementsAfterFirstStep == 0 else {
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

  /// The model's description, as it is kept: the file that it came from, or the name of one of the zoo.
  private static func description(_ file: String?, zoo name: String, width: Int?) throws -> [UInt8] {
    if let file { return try RegularFile.contents(of: file, limit: ModelFile.maximumByteCount, what: "a model's description") }
    return ZooModel.description(name, width: width)
  }

  private func heading(_ session: TrainingSession, _ trainer: Trainer, _ opened: OpenedBackend) -> [String] {
    let count = session.parameters.reduce(0) { $0 + $1.elementCount }
    let info = opened.device.info
    let schedule = trainer.schedule
    let micro = schedule.microBatchSize == schedule.batchSize ? "" : " in micro-batches of \(schedule.microBatchSize)"
    return [
      "\(session.model.name) (\(Format.grouped(count)) parameters) on \(trainer.dataset.name): "
        + "\(Format.grouped(schedule.sampleCount)) training and \(Format.grouped(trainer.dataset.test.count)) test images, "
        + "batches of \(schedule.batchSize)\(micro)",
      update(session), "\(opened.backend.name): \(info.name), \(info.platform) (\(opened.standing))",
    ]
  }

  /// How parameters are updated, with what is not 0.
  private func update(_ session: TrainingSession) -> String {
    let optimizer = session.optimizer
    let numbers = optimizer.hyperparameters.filter { $0.value != 0 }.sorted { $0.key < $1.key }
    let clipping = session.clipNorm.map { ", gradients clipped to a norm of \($0)" } ?? ""
    return "optimizer: \(optimizer.name)" + numbers.map { ", \($0.key) \($0.value)" }.joined()
      + "; learning rate \(optimizer.learningRate), \(session.schedule)\(clipping)"
  }

  private func show(_ event: Trainer.Event, _ trainer: Trainer, _ bar: inout StepProgress, _ progress: inout Progress) {
    switch event {
    case .step(let number, _, let loss, let milliseconds):
      bar.add(step: number, loss: loss, milliseconds: milliseconds)
      progress.update(bar.line)
    case .epoch(let number, let total, let loss, let accuracy, let seconds):
      let part = trainer.dataset.validation == nil ? "test" : "validation"
      progress.line(
        "epoch \(number)/\(total)  loss \(Format.decimal(Double(loss), 4))  \(part) accuracy \(Format.percent(accuracy))  "
          + "\(Format.decimal(seconds, 2)) s")
    }
  }

  private func text(_ report: RunReport) -> String {
    """
    test accuracy \(Format.percent(report.accuracy)) after \(report.steps) steps in \(Format.decimal(report.seconds, 2)) s; \
    a step takes \(Format.decimal(report.stepMilliseconds.median, 3)) ms (median), \
    \(Format.decimal(report.stepMilliseconds.p90, 3)) ms (p90)

    device memory, plan \(report.memory.plan)
    \(report.memory.table)\(report.memory.recomputation.map { "\n" + $0 } ?? "")

    resident size of the process: \(Format.bytes(report.residentBytesBeforeDevice)) before the device was opened, \
    \(Format.bytes(report.peakResidentBytes)) at its peak
    parameters SHA-256: \(report.parametersSHA256)
    """
  }
}
