import ArgumentParser
import Concord

struct Memory: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Predicts the device memory of training, to the byte, and measures it if asked.")

  @OptionGroup var choice: ModelOptions
  @OptionGroup var optimizerOptions: OptimizerOptions
  @OptionGroup var common: CommonOptions

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Images in a batch. Default: 64.", valueName: "n"),
    transform: Limits.batches.parse)
  var batchSize: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Images on the device at a time, or auto: as many as fit. Default: the batch.", valueName: "n"),
    transform: MicroBatchChoice.init(parsing:))
  var microBatch: MicroBatchChoice?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Parts of a batch whose sums are added in a fixed tree. Default: 1.", valueName: "n"),
    transform: Limits.batches.parse)
  var shards: Int?

  @Option(help: ArgumentHelp("Which loss: \(NamedChoice.loss.list).", valueName: "name"), transform: NamedChoice.loss.parse)
  var loss: String?

  @OptionGroup var planOptions: PlanOptions

  @Option(
    help: ArgumentHelp("Whose workspace to count: reference, opencl, opencl:N, opencl:text, or a path.", valueName: "backend"),
    transform: BackendChoice.parse)
  var backend: String?

  @Flag(help: "Allocate for real, on the backend, and print the difference.")
  var measure = false

  @Option(
    help: ArgumentHelp("Draw the bytes that live at every operation of a step, as SVG, to a file.", valueName: "file.svg"),
    transform: PathText.parse(.svg))
  var plot: String?

  @OptionGroup var memoryLimitOption: MemoryLimitOption

  func run() async throws {
    Log.start(verbose: common.verbose)
    let settings = try Settings.load(flag: common.config)
    let model = try choice.resolve(settings)
    // No rate changes a byte, nor does how much is smoothed.
    let optimizer = try optimizerOptions.optimizer(settings, learningRate: 0)
    let clipNorm = try optimizerOptions.clipNorm(settings)
    let loss = try LossChoice.loss(named: loss ?? settings.loss ?? "cross-entropy", labelSmoothing: settings.labelSmoothing)
    let askedPlan = try planOptions.asked(settings)
    let plan = askedPlan ?? .retain
    let memoryLimit = try memoryLimitOption.limit(settings)
    let activationBudget = try planOptions.budget(settings, for: plan)
    let batchSize =
      try batchSize ?? settings.batchSize
      ?? BatchSizeChoice.standard(
        of: choice.datasetName(settings), choice.images.options(settings))
    try Limits.batches.check(batchSize, "batch-size")
    let asked = try MicroBatchChoice.resolve(self.microBatch, settings)
    let shards = try ShardChoice.shards(shards ?? settings.shards, ofBatch: batchSize)
    let limit = min(batchSize, shards.size)
    var microBatch = limit
    if let count = asked?.count { microBatch = count }
    guard microBatch > 0, microBatch <= limit else {
      let what = shards == .one ? "batch size" : "shard size"
      throw CommandError("--micro-batch must be between 1 and the \(what) of \(limit), but is \(microBatch)")
    }
    let picture = try FileOutput.reserved([("--plot", plot)])[0]

    // Without a backend no workspace is counted.
    let chosen = BackendChoice.chosen(flag: backend, config: settings.backend)
    let device = measure || chosen != nil || asked == .auto ? try open(settings) : nil
    let headroom = asked == .auto ? MemoryBudget.standardHeadroom : 0
    let budget =
      device.flatMap { MemoryBudget.of($0.info, headroom: headroom, limit: memoryLimit) }
      ?? MemoryBudget(total: memoryLimit?.bytes ?? .max, origin: "the memory limit")
    let fit = Fit(
      budget, optimizer: optimizer, loss: loss, clipNorm: clipNorm, activationBudget: activationBudget, on: device)
    func candidate(_ size: Int) -> Fit.Candidate {
      Fit.Candidate(model, microBatches: Fit.Candidate.parts(of: batchSize, microBatch: size, shards), shards: shards)
    }
    var settled = plan
    var planned: PlannedStep?
    if asked == .auto {
      (microBatch, settled, _, planned) = try Shortage.largest(
        fit, batchSize: limit, plan: askedPlan, json: common.json, candidate)
    } else if memoryLimit != nil || measure || activationBudget != nil {
      planned = try Shortage.check(
        fit, microBatch: microBatch, batchSize: limit, plan: askedPlan, json: common.json, candidate)
    }
    // What remains of the batch may ask for another workspace.
    let settledCandidate = candidate(microBatch)
    var report: MemoryReport
    let prediction: MemoryPrediction
    if measure, let device {
      let step = try planned ?? PlannedStep(fit.step(settledCandidate, plan: settled), on: device)
      let session = try TrainingSession(step, seed: 0, memoryLimit: memoryLimit)
      prediction = session.prediction
      report = MemoryReport(session.memory, plan: settled)
    } else if let planned {
      prediction = planned.prediction
      report = MemoryReport(prediction, plan: settled)
    } else {
      let verdict = try fit.verdict(settledCandidate, plan: settled)
      if case .unsupported(let problem) = verdict.obstacle { throw CommandError(problem) }
      prediction = verdict.prediction
      report = MemoryReport(prediction, plan: settled)
    }
    report.layers = try MemoryReport.layers(of: model, loss: loss, microBatch: microBatch)
    report.packing = MemoryReport.Packing(
      byteCount: prediction[.activations] + prediction.padding[.activations, default: 0],
      lowerBound: try fit.activationLowerBound(model, microBatch: microBatch, plan: settled))
    if let picture {
      try picture.write(fit.picture(model, microBatch: microBatch, plan: settled, prediction).svg())
    }
    if common.json {
      print(try ReportEncoder.encode(report))
    } else {
      print(
        "\(Format.name(model.name)), \(optimizer.name), micro-batches of \(microBatch), plan \(settled.rawValue)\n\(report.table)"
      )
      if let work = report.recomputation { print(work) }
      if settled != .retain, let packing = report.packing { print(packing.text) }
      print("\n\(report.layerTable)")
    }
    if !report.isExact { throw CommandError("what was allocated is not what was predicted; please report this") }
  }

  private func open(_ settings: Settings) throws -> any Device {
    var progress = Progress()
    return try BackendChoice.open(flag: backend, config: settings.backend) { progress.line($0) }.device
  }
}
