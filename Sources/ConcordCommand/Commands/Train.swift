import ArgumentParser
import Concord

struct Train: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains a model; prints progress, accuracy, the memory table and the parameters' SHA-256.")

  @OptionGroup var choice: ModelOptions
  @OptionGroup var common: CommonOptions

  @Option(
    help: ArgumentHelp(
      "The folder of the data set's files. Default: $CONCORD_DATA_DIR, else the cache, filled by download.", valueName: "folder"
    ))
  var dataDir: String?

  @Option(
    help: ArgumentHelp(
      "reference, opencl, opencl:N, opencl:text, or a path to a plugin. Default: $CONCORD_BACKEND, else opencl where it conforms.",
      valueName: "backend"))
  var backend: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("Passes over the training data. Default: 5.", valueName: "n"))
  var epochs: Int?

  @Option(parsing: .unconditional, help: ArgumentHelp("Stop after so many steps.", valueName: "n"))
  var steps: Int?

  @Option(parsing: .unconditional, help: ArgumentHelp("Images in a batch. Default: 64.", valueName: "n"))
  var batchSize: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Images on the device at a time; changes memory, never results. Default: the batch.", valueName: "n"))
  var microBatch: Int?

  @Option(
    help: ArgumentHelp("Which optimizer: \(OptimizerChoice.names.joined(separator: ", ")). Default: adam.", valueName: "name"))
  var optimizer: String?

  @Option(
    name: .customLong("lr"), parsing: .unconditional,
    help: ArgumentHelp("The learning rate. Default: 0.001; 0.1 for sgd.", valueName: "rate"))
  var learningRate: Double?

  @Option(
    help: ArgumentHelp("Which loss: \(LossChoice.names.joined(separator: ", ")). Default: cross-entropy.", valueName: "name"))
  var loss: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How much of cross-entropy's target is spread over all classes, 0 to 1. Default: 0.", valueName: "share")
  )
  var labelSmoothing: Double?

  @Option(help: ArgumentHelp("Of the initial parameters and the order of samples. Default: 1.", valueName: "n"))
  var seed: UInt64?

  @Option(
    help: ArgumentHelp("Which memory plan: \(MemoryPlan.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "name"))
  var plan: String?

  @Flag(help: "Take the samples in the data set's order.")
  var noShuffle = false

  @Option(name: .customLong("init"), help: ArgumentHelp("Start from the parameters of a safetensors file.", valueName: "file"))
  var initialParameters: String?

  @Option(help: ArgumentHelp("Write the parameters as safetensors.", valueName: "file"))
  var save: String?

  @Option(help: ArgumentHelp("Write the run's figures as JSON.", valueName: "file"))
  var report: String?

  func run() async throws {
    Log.start(verbose: common.verbose)
    var progress = Progress()
    let settings = try Settings.load(flag: common.config)
    let seed = seed ?? settings.seed ?? 1
    let (epochs, steps) = (epochs ?? settings.epochs ?? 5, steps ?? settings.steps)
    guard epochs > 0, epochs <= 1 << 24 else {
      throw CommandError("the number of epochs must be between 1 and \(1 << 24), but is \(epochs)")
    }
    if let steps, steps < 1 { throw CommandError("the number of steps must be at least 1, but is \(steps)") }
    let name = optimizer ?? settings.optimizer ?? "adam"
    let optimizer = try OptimizerChoice.optimizer(
      named: name, learningRate: learningRate ?? settings.learningRate ?? OptimizerChoice.defaultLearningRate(name))
    let loss = try LossChoice.loss(
      named: loss ?? settings.loss ?? "cross-entropy", labelSmoothing: labelSmoothing ?? settings.labelSmoothing)
    let plan = try PlanChoice.plan(named: plan ?? settings.plan ?? "retain")
    let model = try choice.resolve(settings)
    let (savePath, reportPath) = (save ?? settings.save, report ?? settings.report)
    for path in [savePath, reportPath] { if let path { try AtomicFile.checkWritable(path) } }
    let dataset = try await DatasetCatalog.loadOrDownload(
      choice.datasetName(settings), dataDirectory: dataDir ?? settings.dataDir
    ) { line in
      var progress = Progress()
      progress.line(line)
    }
    let schedule = try BatchSchedule(
      sampleCount: dataset.train.count, batchSize: batchSize ?? settings.batchSize ?? 64,
      microBatchSize: microBatch ?? settings.microBatch, seed: seed, shuffles: !noShuffle && settings.shuffle ?? true)
    let opened = try BackendChoice.open(flag: backend, config: settings.backend) { progress.line($0) }
    let session = try TrainingSession(
      model, on: opened.device, optimizer: optimizer, loss: loss,
      microBatchSizes: Trainer.microBatchSizes(schedule, testCount: dataset.test.count), seed: seed, plan: plan)
    if let path = initialParameters ?? settings.initialParameters { try session.load(from: path) }
    let trainer = Trainer(session: session, dataset: dataset, schedule: schedule, epochs: epochs, maximumSteps: steps)
    progress.line(heading(session, trainer, opened))
    let result = try trainer.run { show($0, &progress) }
    progress.clear()
    let runReport = try RunReport(backend: opened, session: session, trainer: trainer, result: result, seed: seed)
    if let savePath { try session.save(to: savePath) }
    let json = try ReportEncoder.encode(runReport)
    if let reportPath { try AtomicFile.write(json + "\n", to: reportPath) }
    print(common.json ? json : text(runReport))
    guard runReport.memory.isExact, runReport.ledgerMovementsAfterFirstStep == 0 else {
      throw CommandError("what was allocated is not what was predicted; please report this")
    }
  }

  private func heading(_ session: TrainingSession, _ trainer: Trainer, _ opened: OpenedBackend) -> String {
    let count = session.parameters.reduce(0) { $0 + $1.elementCount }
    let info = opened.device.info
    let schedule = trainer.schedule
    let micro = schedule.microBatchSize == schedule.batchSize ? "" : " in micro-batches of \(schedule.microBatchSize)"
    return """
      \(session.model.name) (\(Format.grouped(count)) parameters) on \(trainer.dataset.name): \
      \(Format.grouped(schedule.sampleCount)) training and \(Format.grouped(trainer.dataset.test.count)) test images, \
      batches of \(schedule.batchSize)\(micro)
      \(opened.backend.name): \(info.name), \(info.platform) (\(info.conformance))
      """
  }

  private func show(_ event: Trainer.Event, _ progress: inout Progress) {
    switch event {
    case .step(let number, let total, let loss, let milliseconds):
      progress.update(
        "step \(number)/\(total)  loss \(Format.decimal(Double(loss), 4))  \(Format.decimal(milliseconds, 2)) ms")
    case .epoch(let number, let total, let loss, let accuracy, let seconds):
      progress.line(
        "epoch \(number)/\(total)  loss \(Format.decimal(Double(loss), 4))  test accuracy \(Format.percent(accuracy))  "
          + "\(Format.decimal(seconds, 2)) s")
    }
  }

  private func text(_ report: RunReport) -> String {
    """
    test accuracy \(Format.percent(report.accuracy)) after \(report.steps) steps in \(Format.decimal(report.seconds, 2)) s; \
    a step takes \(Format.decimal(report.stepMilliseconds.median, 3)) ms (median), \
    \(Format.decimal(report.stepMilliseconds.p90, 3)) ms (p90)

    device memory, plan \(report.memory.plan)
    \(report.memory.table)

    peak resident size of the process: \(Format.bytes(report.peakResidentBytes))
    parameters SHA-256: \(report.parametersSHA256)
    """
  }
}
