import ArgumentParser
import Concord

struct Bench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Times matrix products and whole training steps on a device.")

  @OptionGroup var common: CommonOptions

  @Option(
    help: ArgumentHelp(
      "The model whose steps are timed: \(ModelChoice.help). Default: mlp.",
      valueName: "name"))
  var model: String?

  @Option(
    help: ArgumentHelp(
      "The data set whose shape the images have: \(DatasetCatalog.names.joined(separator: ", ")). Default: mnist.",
      valueName: "name"))
  var dataset: String?

  @Option(help: ArgumentHelp("reference, opencl, opencl:N, opencl:text, or a path to a plugin.", valueName: "backend"))
  var backend: String?

  private struct Report: Encodable {
    struct Product: Encodable {
      var m, n, k: Int
      var milliseconds: Timing
      var gigaflops: Double
    }

    struct Step: Encodable {
      var batchSize: Int
      var milliseconds: Timing
    }

    var backend: String
    var device: String
    var platform: String
    var model: String
    var matrixProducts: [Product] = []
    var steps: [Step] = []
  }

  func run() async throws {
    Log.start(verbose: common.verbose)
    var progress = Progress()
    let settings = try Settings.load(flag: common.config)
    let shape = try DatasetCatalog.shape(of: dataset ?? settings.dataset ?? "mnist")
    let model = try ModelChoice.model(model ?? settings.model ?? "mlp", for: shape)
    let opened = try BackendChoice.open(flag: backend, config: settings.backend) { progress.line($0) }
    var report = Report(
      backend: opened.backend.name, device: opened.device.info.name, platform: opened.device.info.platform,
      model: model.name)
    for (m, n, k) in [(1024, 128, 784), (512, 512, 512), (1024, 1024, 1024), (2048, 2048, 2048)] {
      progress.update("matrix product \(m) × \(n) × \(k)")
      let timing = try OperationBenchmark.measure(
        MatMul(transposeB: true), inputs: [TensorType([m, k]), TensorType([n, k])], on: opened.device)
      let rate = 2 * Double(m * n) * Double(k) / (timing.median * 1e6)
      report.matrixProducts.append(Report.Product(m: m, n: n, k: k, milliseconds: timing, gigaflops: rate))
    }
    for batchSize in [64, 256, 1024] {
      progress.update("training step, batch \(batchSize)")
      let timing = try StepBenchmark.measure(
        model, batchSize: batchSize, optimizer: Adam(learningRate: 0.001), on: opened.device)
      report.steps.append(Report.Step(batchSize: batchSize, milliseconds: timing))
    }
    progress.clear()
    print(common.json ? try ReportEncoder.encode(report) : text(report))
  }

  private func text(_ report: Report) -> String {
    func cells(_ timing: Timing) -> (String, String) {
      (Format.decimal(timing.median, 3), Format.decimal(timing.p90, 3))
    }
    var products = Table([("matrix product", .left), ("median ms", .right), ("p90 ms", .right), ("GFLOP/s", .right)])
    for product in report.matrixProducts {
      let (median, p90) = cells(product.milliseconds)
      products.add("\(product.m) × \(product.n) × \(product.k)", median, p90, Format.decimal(product.gigaflops, 1))
    }
    var steps = Table([("step of \(report.model), Adam", .left), ("median ms", .right), ("p90 ms", .right)])
    for step in report.steps {
      let (median, p90) = cells(step.milliseconds)
      steps.add("batch \(step.batchSize)", median, p90)
    }
    return "\(report.backend): \(report.device), \(report.platform)\n\(products.text)\n\n\(steps.text)"
  }
}
