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
    parsing: .unconditional,
    help: ArgumentHelp(
      "With the plan checkpoint: bytes that activations keep to, with as little computed again as that allows.",
      valueName: "bytes"))
  var activationBudget: Int?

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
    let activationBudget = try PlanChoice.activationBudget(activationBudget ?? settings.activationBudget, for: plan)
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
        plan: plan, activationBudget: activationBudget)
      report = MemoryReport(session.memory, plan: plan)
    } else {
      // Limits and workspace of the chosen backend; none where none is chosen.
      let device = try BackendChoice.chosen(flag: backend, config: settings.backend).map {
        try BackendChoice.catalog.open($0).device
      }
      let limit = device?.info.maximumAllocationBytes
      let workspace = try device.map { device in
        let graph = try TrainingGraph.planned(plan, activationBudget: activationBudget, maximumAllocation: limit) {
          try TrainingGraph(
            model, microBatch: microBatch, optimizer: optimizer, loss: loss, clipNorm: clipNorm, maximumAllocation: limit,
            checkpoints: $0)
        }
        return try MemoryModel.declaredWorkspace(of: graph, on: device)
      }
      report = MemoryReport(
        try MemoryModel.predict(
          model, microBatch: microBatch, optimizer: optimizer, loss: loss, clipNorm: clipNorm, plan: plan,
          activationBudget: activationBudget, maximumAllocation: limit, workspace: workspace ?? 0),
        plan: plan)
    }
    if common.json {
      print(try ReportEncoder.encode(report))
    } else {
      print("\(model.name), \(optimizer.name), micro-batches of \(microBatch), plan \(plan.rawValue)\n\(report.table)")
      if let work = report.recomputation { print(work) }
    }
    if !report.isExact { throw CommandError("what was allocated is not what was predicted; please report this") }
  }

  private func open(_ settings: Settings) throws -> OpenedBackend {
    var progress = Progress()
    return try BackendChoice.open(flag: backend, config: settings.backend) { progress.line($0) }
  }
}
