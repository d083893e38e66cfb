import ArgumentParser
import Concord

struct FitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Says what fits into a device or a budget, to the byte, without trying: the largest batch, image or model.")

  @OptionGroup var choice: ModelOptions
  @OptionGroup var optimizerOptions: OptimizerOptions
  @OptionGroup var data: DataFolderOption
  @OptionGroup var common: CommonOptions

  @Option(help: ArgumentHelp("Which loss: \(NamedChoice.loss.list).", valueName: "name"), transform: NamedChoice.loss.parse)
  var loss: String?

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp("What to find: \(NamedChoice.question.list). Default: batch.", valueName: "what"),
    transform: NamedChoice.question.parse)
  var question: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The budget: 8GiB, 512MiB, 1.5GB, or bytes. Default: the device's.", valueName: "size"),
    transform: { try ByteCount(parsing: $0) })
  var memory: ByteCount?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The share of the budget to leave. Default: 0.2 of a device, 0 of --memory.", valueName: "share"),
    transform: RealNumbers.headroom.parse)
  var headroom: Double?

  @Option(
    help: ArgumentHelp(
      "The device: reference, opencl, opencl:N, opencl:text, or a path. Its workspace and largest allocation count.",
      valueName: "backend"),
    transform: BackendChoice.parse)
  var backend: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Images in a batch, where it is not what is to be found. Default: 64.", valueName: "n"),
    transform: Limits.batches.parse)
  var batchSize: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Images on the device at a time, for image, width and length. Default: the batch.", valueName: "n"),
    transform: Limits.batches.parse)
  var microBatch: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Parts of a batch whose sums are added in a fixed tree; what fits is of each device that shares them. Default: 1.",
      valueName: "n"),
    transform: Limits.batches.parse)
  var shards: Int?

  @Option(
    help: ArgumentHelp("Answer for one memory plan: \(NamedChoice.plan.list). Default: the best.", valueName: "name"),
    transform: NamedChoice.plan.parse)
  var plan: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("With the plan checkpoint: activations keep to this, 64MiB or bytes.", valueName: "size"),
    transform: PlanChoice.parseActivationBudget)
  var activationBudget: String?

  func run() async throws {
    Log.start(verbose: common.verbose)
    let settings = try Settings.load(flag: common.config)
    let question = try wanted()
    // Once before any device is opened, so that a mistake shows at once.
    let model = try choice.model(settings, sizes: .init(width: question == .width ? 1 : nil))
    // Its own length made again: refused where it has none.
    if question == .length { _ = try choice.model(settings, sizes: .init(length: model.inputShape.first ?? 1)) }
    let options = try choice.images.options(settings)
    let counts = try FlagMistake.naming("--dataset") {
      try DatasetCatalog.counts(
        of: choice.datasetName(settings), dataDirectory: data.folder(settings), options: options)
    }
    let subject = try subject(settings, question, counts)
    let optimizer = try optimizerOptions.optimizer(settings, learningRate: 0)
    let clipNorm = try optimizerOptions.clipNorm(settings)
    let loss = try LossChoice.loss(named: loss ?? settings.loss ?? "cross-entropy", labelSmoothing: settings.labelSmoothing)
    let only = try (plan ?? settings.plan).map(PlanChoice.plan)
    let activationBudget = try PlanChoice.activationBudget(
      activationBudget ?? settings.activationBudget?.text, for: only ?? .retain)
    let (budget, device) = try budget(settings)
    let fit = Fit(
      budget, optimizer: optimizer, loss: loss, clipNorm: clipNorm, activationBudget: activationBudget, on: device)
    let plans = activationBudget == nil ? MemoryPlan.allCases : [.checkpoint]
    let answers = try fit.answers(question, subject, plans: plans)
    let eligible = answers.filter { only == nil || $0.plan == only }
    let best = question == .microBatch ? eligible.fastest : eligible.largest
    var report = try FitReport(question, subject, fit, answers: answers, best: best)
    report.trainingImages = counts.train
    report.command = try best.flatMap { try command($0, question, subject, settings, counts, fit, eligible.map(\.plan)) }
    print(common.json ? try ReportEncoder.encode(report) : FitText.text(report))
    guard best != nil else {
      throw CommandError("nothing fits, not even the smallest: \(report.limitedBy)")
    }
  }

  private func wanted() throws -> FitQuestion {
    let question = question.flatMap(FitQuestion.init(rawValue:)) ?? .batch
    guard question != .batch || batchSize == nil else {
      throw CommandError("the batch is what is to be found; leave --batch-size out, or ask --for micro-batch")
    }
    guard microBatch == nil || [.image, .width, .length].contains(question) else {
      throw CommandError("--micro-batch goes with --for image, width or length; the micro-batch is what is to be found")
    }
    return question
  }

  private func subject(_ settings: Settings, _ question: FitQuestion, _ counts: DatasetCounts) throws -> Fit.Subject {
    let batchSize = batchSize ?? settings.batchSize ?? BatchSizeChoice.standard(of: counts.train)
    try Limits.batches.check(batchSize, "batch-size")
    // Images of another size are not the data set's.
    guard batchSize <= counts.train || question == .image else {
      throw CommandError(
        "--batch-size must be between 1 and the data set's \(counts.train) training images, but is \(batchSize)")
    }
    let microBatch = microBatch ?? batchSize
    guard (1...batchSize).contains(microBatch) else {
      throw CommandError("--micro-batch must be between 1 and the batch size of \(batchSize), but is \(microBatch)")
    }
    var subject = Fit.Subject(batchSize: batchSize, microBatch: microBatch) { sizes in
      try choice.model(settings, sizes: sizes)
    }
    // The config file's is one for training.
    let asked = question == .batch ? nil : shards ?? settings.shards
    guard question != .batch || shards == nil else {
      throw CommandError("--shards goes with a batch size that is known; ask --for micro-batch, image, width or length")
    }
    _ = try ShardChoice.shards(asked, ofBatch: batchSize)
    subject.askedShards = asked ?? 1
    subject.microBatches = { Self.microBatches($0, $1, counts, shards: asked ?? 1) }
    return subject
  }

  /// The sizes of micro-batches that a training of the data set would have; of a batch larger than that, its parts.
  private static func microBatches(
    _ batchSize: Int, _ microBatch: Int, _ counts: DatasetCounts, shards: Int
  ) -> Set<Int> {
    let schedule = try? BatchSchedule(
      sampleCount: counts.train, batchSize: batchSize, microBatchSize: microBatch, shards: shards, seed: 0, shuffles: false)
    return schedule.map { Trainer.microBatchSizes($0, evaluating: [counts.test]) }
      ?? Fit.Candidate.parts(of: batchSize, microBatch: microBatch, Shards(shards, ofBatch: batchSize))
  }

  /// What may be asked for, and the device that says what workspace it takes; none where only a size was given.
  private func budget(_ settings: Settings) throws -> (MemoryBudget, (any Device)?) {
    // The config file's limit is one for training: what fits must keep to it, unless the flag says otherwise.
    let limit = try MemoryLimitOption.limit(flag: nil, settings)
    let headroom = headroom ?? (memory == nil ? MemoryBudget.standardHeadroom : 0)
    var device: (any Device)?
    if memory == nil || BackendChoice.chosen(flag: backend, config: settings.backend) != nil {
      var progress = Progress()
      device = try BackendChoice.open(flag: backend, config: settings.backend) { progress.line($0) }.device
    }
    if let memory {
      return (
        MemoryBudget(
          total: MemoryBudget.share(of: memory.bytes, headroom: headroom),
          singleAllocation: device?.info.maximumAllocationBytes,
          origin: "the budget"),
        device
      )
    }
    guard let device, let budget = MemoryBudget.of(device.info, headroom: headroom, limit: limit) else {
      throw CommandError("the device does not say how much memory it has; give a budget with --memory")
    }
    return (budget, device)
  }

  /// What trains so; nil where images of another size were asked for, which may not be those that `--size` makes, or sequences, which
  /// `train` does not feed.
  private func command(
    _ best: Fit.Answer, _ question: FitQuestion, _ subject: Fit.Subject, _ settings: Settings, _ counts: DatasetCounts,
    _ fit: Fit, _ plans: [MemoryPlan]
  ) throws -> String? {
    guard question != .image, question != .length, let number = best.largest, let candidate = best.candidate else { return nil }
    var (plan, batchSize, microBatch) = (best.plan, subject.batchSize, candidate.largestMicroBatch)
    if question == .batch {
      (batchSize, microBatch) = (number, number)
      if number > counts.train {
        // Of a batch of all images another plan may do.
        let answers = try fit.answers(.batch, subject, plans: plans, upTo: counts.train)
        guard let most = answers.largest, let largest = most.largest else { return nil }
        (plan, batchSize, microBatch) = (most.plan, largest, largest)
      }
    }
    var options = [("--batch-size", String(batchSize)), ("--micro-batch", String(microBatch)), ("--plan", plan.rawValue)]
    if question == .width { options.append(("--width", String(number))) }
    if let memory, settings.memoryLimit != nil { options.append(("--memory-limit", String(memory.bytes))) }
    return OwnCommand.changed(
      to: "train", options.map { (flag: $0.0, value: $0.1) }, without: Self.ownOptions, flags: Self.ownFlags)
  }

  /// What `train` does not have; all else it has, and understands alike.
  static let ownOptions = ["--for", "--memory", "--headroom"]
  static let ownFlags = ["--json"]
}
