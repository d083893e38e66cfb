import ArgumentParser
import Concord

struct LearningRateFind: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lr-find", abstract: "Tries learning rates from small to large, and suggests one.",
    discussion: """
      Every step of one training has a rate the fourth root of 2 times that of the step before. Suggested is the rate at which the loss \
      falls most steeply. Nothing is kept.
      """)

  @OptionGroup var options: TrainingOptions
  @OptionGroup var common: CommonOptions

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The first rate. Default: 1e-6.", valueName: "rate"),
    transform: RealNumbers.positive.parse)
  var from: Double = 1e-6

  @Option(
    parsing: .unconditional, help: ArgumentHelp("No larger rate is tried. Default: 10.", valueName: "rate"),
    transform: RealNumbers.positive.parse)
  var to: Double = 10

  @Option(help: ArgumentHelp("Draw the losses over the rates.", valueName: "file"), transform: PathText.parse(.svg))
  var svg: String?

  private struct Report: Encodable {
    var model: String
    var dataset: String
    var optimizer: String
    var batchSize: Int
    var suggestion: Double?
    /// Why no larger rate was tried.
    var ending: String?
    var points: [LearningRateSearch.Point]
  }

  func run() async throws {
    Log.start(verbose: common.verbose)
    var progress = Progress()
    guard from <= to else { throw CommandError("--from: it must be at most --to, \(to), but is \(from)") }
    let rates = LearningRateSearch.rates(from: from, to: to)
    let settings = try Settings.load(flag: common.config)
    let training = try ResolvedTraining(options, settings) { _ in from }
    let picture = try FileOutput.reserved([("--svg", svg)])[0]
    let dataset = try await training.dataset()
    let planned = try PlannedTraining(training, on: dataset, json: common.json, &progress) {
      RampedOptimizer($0, rates: rates)
    }
    let selection = try training.selection()
    let session = try TrainingSession(planned.step, seed: training.seed, memoryLimit: training.memoryLimit)
    if let path = training.initialParameters {
      try FlagMistake.naming("--init") { _ = try session.load(from: path, selection) }
    }
    let search = try LearningRateSearch(session, dataset, planned.schedule, rates: rates) { step, loss in
      progress.update(
        "step \(step)/\(rates.count)  rate \(Self.text(rates[step - 1]))  loss \(Format.decimal(Double(loss), 4))")
    }
    progress.clear()
    let report = Report(
      model: session.model.name, dataset: dataset.name, optimizer: session.optimizer.name,
      batchSize: planned.schedule.batchSize, suggestion: search.suggestion, ending: search.ending, points: search.points)
    if let picture {
      guard let drawing = Self.chart(search).svg() else {
        throw CommandError(
          "--svg: no loss was finite, so there is nothing to draw; give --from a smaller rate, or another --seed")
      }
      try picture.write(drawing)
    }
    print(common.json ? try ReportEncoder.encode(report) : text(search, session))
  }

  private func text(_ search: LearningRateSearch, _ session: TrainingSession) -> String {
    let width = min(100, (Terminal.isTerminal(1) ? Terminal.columns(1) : Terminal.standardColumns) - 1)
    var lines = TextChart.lines(
      search.points.map { ($0.rate, $0.smoothedLoss) }, width: width, label: Self.text)
    if let ending = search.ending { lines.append("no larger rate was tried: \(ending)") }
    if let suggestion = search.suggestion {
      lines.append("suggestion: --lr \(Self.text(suggestion)) for \(session.optimizer.name), where the loss falls most steeply")
    } else {
      lines.append("no suggestion: the loss never falls; try --from with a smaller rate, or another seed")
    }
    return lines.joined(separator: "\n")
  }

  /// Three digits, which is more than a search can tell apart.
  private static func text(_ rate: Double) -> String {
    var (power, scaled) = (0, rate)
    while scaled >= 10 { (scaled, power) = (scaled / 10, power + 1) }
    while scaled < 1 { (scaled, power) = (scaled * 10, power - 1) }
    return "\(Format.decimal(scaled, 2))e\(power)"
  }

  private static func chart(_ search: LearningRateSearch) -> LineChart {
    LineChart(
      title: "Loss over learning rate\(search.suggestion.map { "; suggestion \(text($0))" } ?? "")", axis: "rate",
      curves: [
        .init("loss", search.points.map { .init($0.rate, Double($0.loss)) }, isNoisy: true)
      ], isLogarithmic: true)
  }
}
