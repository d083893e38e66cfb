import ArgumentParser
import Concord

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

struct Bench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Times training steps, operations and matrix products on a device.",
    discussion: """
      Without --op, --products, --peak, --first-step or --trace, training steps are timed. Every time includes the wait for the
      device. docs/benchmarks.md says what else is in it.
      """)

  @OptionGroup var choice: ModelOptions

  @Option(
    help: ArgumentHelp("reference, opencl, opencl:N, opencl:text, or a path to a plugin.", valueName: "backend"),
    transform: BackendChoice.parse)
  var backend: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Images in a batch; can be given several times. Default: 64, 256 and 1024.", valueName: "n"),
    transform: Limits.batches.parse)
  var batchSize: [Int] = []

  @OptionGroup var optimizerOptions: OptimizerOptions

  @Option(
    help: ArgumentHelp(
      "Time each distinct operation of this name in the model's training step by itself, or 'all'.", valueName: "name"))
  var op: String?

  @Flag(help: "Time square matrix products of 512 to 2048.")
  var products = false

  @Flag(help: "Measure how fast the device is at best: float32 multiply-adds and memory.")
  var peak = false

  @Flag(help: "First find the fastest kernels for what is timed, and keep them in the cache for all later runs.")
  var tune = false

  @Flag(help: "Time a new process from its start to the end of its first step, with empty caches and with filled ones.")
  var firstStep = false

  @Option(
    help: ArgumentHelp("Write a timeline of one training step for chrome://tracing or Perfetto.", valueName: "file"),
    transform: PathText.parse(.json))
  var trace: String?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("How long each thing is measured, at least. Default: 1.", valueName: "seconds"),
    transform: RealNumbers.seconds(upTo: 3600, zero: true).parse)
  var seconds: Double?

  @Option(
    help: ArgumentHelp("Write the figures as JSON; '-' prints them instead of the tables.", valueName: "file"),
    transform: PathText.parse(.json))
  var json: String?

  @Option(
    help: ArgumentHelp("A JSON file of settings; its keys are the flags' names. Default: $CONCORD_CONFIG.", valueName: "file"),
    transform: PathText.parse)
  var config: String?

  @Flag(name: .shortAndLong, help: "Print what backends log.")
  var verbose = false

  /// What `--first-step` starts: one step, and a line at its end.
  @Flag(help: .hidden)
  var oneStep = false

  func run() async throws {
    Log.start(verbose: verbose)
    var progress = Progress()
    let settings = try Settings.load(flag: config)
    let plan = try plan(settings)
    let files = try FileOutput.reserved([("--json", json == "-" ? nil : json), ("--trace", trace)])
    let opened = try BackendChoice.open(
      flag: backend, config: settings.backend, options: tune ? ["tune": "true"] : [:]
    ) { progress.line($0) }
    let device = opened.device
    if oneStep {
      let steps = try RandomSteps(plan.model, batchSize: plan.batchSizes[0], optimizer: plan.optimizer, on: device)
      try steps.step()
      try steps.finish()
      print(FirstStep.line)
      fflush(nil)
      return
    }
    var report = BenchReport(opened, plan)
    if peak || products || op != nil {
      progress.update("peak")
      report.peak = try BenchReport.Peak.measured(on: device)
    }
    if products {
      for size in [512, 1024, 1536, 2048] {
        progress.update("matrix product \(size)³")
        try report.addProduct(size, on: device, seconds: plan.seconds)
      }
    }
    for batchSize in plan.batchSizes {
      if let op {
        let operations = try plan.operations(op, batchSize: batchSize)
        for (index, operation) in operations.enumerated() {
          progress.update("\(index + 1)/\(operations.count) \(operation.name) \(operation.inputs), batch \(batchSize)")
          try report.add(operation, batchSize: batchSize, on: device, seconds: plan.seconds)
        }
      }
      if timesSteps {
        progress.update("training step, batch \(batchSize)")
        let step = try StepBenchmark.measure(
          plan.model, batchSize: batchSize, optimizer: plan.optimizer, on: device, seconds: plan.seconds)
        for choice in step.choices { progress.line("tuned: \(choice)") }
        report.add(step)
      }
      if firstStep {
        progress.update("first step, batch \(batchSize)")
        report.add(try await FirstStep.measure(BenchPlan.oneStepArguments(batchSize), batchSize: batchSize))
      }
    }
    if let file = files[1] {
      progress.update("timeline of a step, batch \(plan.batchSizes[0])")
      let launches = try plan.profile(on: device)
      try file.write(
        ChromeTrace.json(launches, title: "\(plan.model.name), batch \(plan.batchSizes[0]), \(device.info.name)"))
      report.setKernels(launches)
    }
    progress.clear()
    let encoded = try ReportEncoder.encode(report)
    try files[0]?.write(encoded + "\n")
    print(json == "-" ? encoded : report.text)
  }

  private var timesSteps: Bool { op == nil && !products && !peak && !firstStep && trace == nil }

  /// What the flags and the settings ask for, once it is known to be possible.
  private func plan(_ settings: Settings) throws -> BenchPlan {
    let name = choice.model ?? settings.model ?? "mlp"
    // The data set whose images the model was made for.
    let dataset = choice.dataset ?? settings.dataset ?? (["mlp", "lenet5"].contains(name) ? "mnist" : "cifar10")
    let batchSizes = batchSize.isEmpty ? settings.batchSize.map { [$0] } ?? [64, 256, 1024] : batchSize
    for size in batchSizes { try Limits.batches.check(size, "batch-size") }
    var choice = choice
    (choice.model, choice.dataset) = (name, dataset)
    let plan = BenchPlan(
      model: try choice.resolve(settings), dataset: dataset, batchSizes: batchSizes,
      optimizer: try optimizerOptions.optimizer(settings, learningRate: 0.001), seconds: seconds ?? 1)
    if let op { _ = try plan.operations(op, batchSize: batchSizes[0]) }
    return plan
  }
}
