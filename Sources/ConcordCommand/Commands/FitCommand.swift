import ArgumentParser
import Concord

struct FitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Says what fits into a device or a budget, to the byte, without trying: the largest batch, image or model.")

  @OptionGroup var choice: ModelOptions
  @OptionGroup var optimizerOptions: OptimizerOptions
  @OptionGroup var common: CommonOptions

  @Option(help: ArgumentHelp("Which loss: \(LossChoice.names.joined(separator: ", ")).", valueName: "name"))
  var loss: String?

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp(
      "What to find: \(FitQuestion.allCases.map(\.rawValue).joined(separator: ", ")). Default: batch.", valueName: "what"))
  var question: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The budget: 8GiB, 512MiB, 1.5GB, or bytes. Default: the device's.", valueName: "size"))
  var memory: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The share of the budget to leave. Default: 0.2 of a device, 0 of --memory.", valueName: "share"))
  var headroom: Double?

  @Option(
    help: ArgumentHelp(
      "The device: reference, opencl, opencl:N, opencl:text, or a path. Its workspace and largest allocation count.",
      valueName: "backend"))
  var backend: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Images in a batch, where it is not what is to be found. Default: 64.", valueName: "n"))
  var batchSize: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Images on the device at a time, for image and width. Default: the batch.", valueName: "n"))
  var microBatch: Int?

  @Option(
    help: ArgumentHelp(
      "Answer for one memory plan: \(MemoryPlan.allCases.map(\.rawValue).joined(separator: ", ")). Default: the best.",
      valueName: "name"))
  var plan: String?

  func run() async throws {
    Log.start(verbose: common.verbose)
    let settings = try Settings.load(flag: common.config)
    let question = try wanted()
    let subject = try subject(settings, question)
    let optimizer = try optimizerOptions.optimizer(settings, learningRate: 0)
    let clipNorm = try optimizerOptions.clipNorm(settings)
    let loss = try LossChoice.loss(named: loss ?? settings.loss ?? "cross-entropy", labelSmoothing: nil)
    let only = try (plan ?? settings.plan).map(PlanChoice.plan)
    let (budget, device) = try budget(settings)
    let fit = Fit(budget, optimizer: optimizer, loss: loss, clipNorm: clipNorm, on: device)
    let answers = try fit.answers(question, subject, plans: MemoryPlan.allCases)
    let eligible = answers.filter { only == nil || $0.plan == only }
    let best = question == .microBatch ? eligible.fastest : eligible.largest
    var report = try FitReport(question, subject, fit, answers: answers, best: best)
    report.command = report.setting.map { command($0, settings) }
    print(common.json ? try ReportEncoder.encode(report) : FitText.text(report))
    guard best != nil else {
      throw CommandError("nothing fits, not even the smallest: \(report.limitedBy)")
    }
  }

  private func wanted() throws -> FitQuestion {
    guard let question = FitQuestion(rawValue: question ?? "batch") else {
      let names = FitQuestion.allCases.map(\.rawValue).joined(separator: ", ")
      throw CommandError("'\(question ?? "")' is nothing to find; there are: \(names)")
    }
    guard question != .batch || batchSize == nil else {
      throw CommandError("the batch is what is to be found; leave --batch-size out, or ask --for micro-batch")
    }
    guard microBatch == nil || question == .image || question == .width else {
      throw CommandError("--micro-batch goes with --for image or width; the micro-batch is what is to be found")
    }
    return question
  }

  private func subject(_ settings: Settings, _ question: FitQuestion) throws -> Fit.Subject {
    let batchSize = batchSize ?? settings.batchSize ?? 64
    guard batchSize > 0, batchSize <= Limits.batchSize else {
      throw CommandError("the batch size must be between 1 and \(Limits.batchSize), but is \(batchSize)")
    }
    let microBatch = microBatch ?? batchSize
    guard microBatch > 0, microBatch <= batchSize else {
      throw CommandError("the micro-batch must be between 1 and the batch size of \(batchSize), but is \(microBatch)")
    }
    // Once before any device is opened, so that a mistake shows at once.
    _ = try choice.model(settings, side: nil, width: question == .width ? 1 : nil)
    return Fit.Subject(batchSize: batchSize, microBatch: microBatch) { side, width in
      try choice.model(settings, side: side, width: width)
    }
  }

  /// What may be asked for, and the device that says what workspace it takes; none where only a size was given.
  private func budget(_ settings: Settings) throws -> (MemoryBudget, (any Device)?) {
    let size = try memory.map { try ByteCount(parsing: $0) }
    let headroom = headroom ?? (size == nil ? MemoryBudget.standardHeadroom : 0)
    guard headroom >= 0, headroom < 1 else {
      throw CommandError("the headroom must be at least 0 and below 1, but is \(headroom)")
    }
    var device: (any Device)?
    if size == nil || BackendChoice.chosen(flag: backend, config: settings.backend) != nil {
      var progress = Progress()
      device = try BackendChoice.open(flag: backend, config: settings.backend) { progress.line($0) }.device
    }
    if let size {
      let total = Int((Double(size.bytes) * (1 - headroom)).rounded(.down))
      return (
        MemoryBudget(
          total: headroom == 0 ? size.bytes : total, singleAllocation: device?.info.maximumAllocationBytes, origin: "the budget"
        ),
        device
      )
    }
    guard let device, let budget = MemoryBudget.of(device.info, headroom: headroom) else {
      throw CommandError("the device does not say how much memory it has; give a budget with --memory")
    }
    return (budget, device)
  }

  private func command(_ setting: FitReport.Setting, _ settings: Settings) -> String {
    var words = ["concord", "train", "--model", choice.modelName(settings), "--dataset", choice.datasetName(settings)]
    if let width = setting.width { words += ["--width", String(width)] }
    words += ["--optimizer", optimizerOptions.name(settings), "--batch-size", String(setting.batchSize)]
    if setting.microBatch != setting.batchSize { words += ["--micro-batch", String(setting.microBatch)] }
    words += ["--plan", setting.plan]
    if let backend = BackendChoice.chosen(flag: backend, config: settings.backend) { words += ["--backend", backend] }
    return ShellText.command(words)
  }
}
