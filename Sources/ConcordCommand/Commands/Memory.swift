import ArgumentParser
import Concord

struct Memory: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Predicts the device memory of training, to the byte, and measures it if asked.")

  @OptionGroup var choice: ModelOptions
  @OptionGroup var optimizerOptions: OptimizerOptions
  @OptionGroup var common: CommonOptions

  @Option(parsing: .unconditional, help: ArgumentHelp("Images in a batch. Default: 64.", valueName: "n"))
  var batchSize: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Images on the device at a time; only memory depends on it. Default: the batch.", valueName: "n"))
  var microBatch: Int?

  @Option(help: ArgumentHelp("Which loss: \(LossChoice.names.joined(separator: ", ")).", valueName: "name"))
  var loss: String?

  @Option(
    help: ArgumentHelp("Which memory plan: \(MemoryPlan.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "name"))
  var plan: String?

  @Option(
    help: ArgumentHelp("Whose workspace to count: reference, opencl, opencl:N, opencl:text, or a path.", valueName: "backend"))
  var backend: String?

  @Flag(help: "Allocate for real, on the backend, and print the difference.")
  var measure = false

  func run() async throws {
    Log.start(verbose: common.verbose)
    let settings = try Settings.load(flag: common.config)
    let model = try choice.resolve(settings)
    // No rate changes a byte, nor does how much is smoothed.
    let optimizer = try optimizerOptions.optimizer(settings, learningRate: 0)
    let clipNorm = try optimizerOptions.clipNorm(settings)
    let loss = try LossChoice.loss(named: loss ?? settings.loss ?? "cross-entropy", labelSmoothing: nil)
    let plan = try PlanChoice.plan(named: plan ?? settings.plan ?? "retain")
    let batchSize = batchSize ?? settings.batchSize ?? 64
    let microBatch = microBatch ?? settings.microBatch ?? batchSize
    guard batchSize > 0, batchSize <= Limits.batchSize else {
      throw CommandError("the batch size must be between 1 and \(Limits.batchSize), but is \(batchSize)")
    }
    guard microBatch > 0, microBatch <= batchSize else {
      throw CommandError("the micro-batch must be between 1 and the batch size of \(batchSize), but is \(microBatch)")
    }
    let report: MemoryReport
    if measure {
      let opened = try open(settings)
      let session = try TrainingSession(
        model, on: opened.device, optimizer: optimizer, loss: loss, clipNorm: clipNorm, microBatchSizes: [microBatch], seed: 0,
        plan: plan)
      report = MemoryReport(session.memory, plan: plan)
    } else {
      report = MemoryReport(
        try MemoryModel.predict(
          model, microBatch: microBatch, optimizer: optimizer, loss: loss, clipNorm: clipNorm, plan: plan,
          workspace: try workspace(model, microBatch, optimizer, loss, clipNorm, settings)),
        plan: plan)
    }
    if common.json {
      print(try ReportEncoder.encode(report))
    } else {
      print("\(model.name), \(optimizer.name), micro-batches of \(microBatch), plan \(plan.rawValue)\n\(report.table)")
    }
    if !report.isExact { throw CommandError("what was allocated is not what was predicted; please report this") }
  }

  private func open(_ settings: Settings) throws -> OpenedBackend {
    var progress = Progress()
    return try BackendChoice.open(flag: backend, config: settings.backend) { progress.line($0) }
  }

  /// What the chosen backend declares; nothing where none is chosen.
  private func workspace(
    _ model: Model, _ microBatch: Int, _ optimizer: any Optimizer, _ loss: Loss, _ clipNorm: Double?, _ settings: Settings
  ) throws -> Int {
    guard let backend = BackendChoice.chosen(flag: backend, config: settings.backend) else { return 0 }
    let device = try BackendChoice.catalog.open(backend).device
    let graph = try TrainingGraph(
      model, microBatch: microBatch, optimizer: optimizer, loss: loss, clipNorm: clipNorm,
      maximumAllocation: device.info.maximumAllocationBytes)
    return try MemoryModel.declaredWorkspace(of: graph, on: device)
  }
}
