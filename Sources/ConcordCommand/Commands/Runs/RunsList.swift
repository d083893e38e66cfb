import ArgumentParser
import Concord
import ConcordFiles

struct RunsList: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists the runs in a folder.")

  @Argument(
    help: ArgumentHelp("The folder that they are in. Default: this one.", valueName: "folder"), transform: PathText.parse)
  var folder: String = "."

  @Flag(help: "Print one JSON object instead of text.")
  var json = false

  private struct Report: Encodable {
    var runs: [RunFigures]
  }

  func run() throws {
    let runs = try RunOverview.runs(in: folder).map { try RunOverview(contentsOf: $0) }
    if json { return print(try ReportEncoder.encode(Report(runs: runs.map(RunFigures.init)))) }
    guard !runs.isEmpty else {
      throw CommandError("'\(folder.printable())' holds no runs; name a folder that holds what `concord train --run` made")
    }
    var table = Table([
      ("run", .left), ("model", .left), ("data set", .left), ("state", .left), ("steps", .right), ("training loss", .right),
      ("validation", .right), ("test", .right), ("parameters", .left),
    ])
    for run in runs {
      table.add(
        run.path, run.setting("model"), run.setting("dataset"), run.isDone ? "done" : "not done", Format.grouped(run.step),
        run.trainLoss.map { Format.decimal(Double($0), 4) } ?? "", run.validationAccuracy.map(Format.percent) ?? "",
        run.testAccuracy.map(Format.percent) ?? "", run.hashes.last.map { String($0.parameters.prefix(8)) } ?? "")
    }
    print(table.text)
  }
}

/// A run's figures as JSON.
struct RunFigures: Encodable {
  var run: String
  var model: String
  var dataset: String
  var isDone: Bool
  var step: Int
  var trainLoss: Float?
  var validationAccuracy: Double?
  var testLoss: Float?
  var testAccuracy: Double?
  var seconds: Double
  var dataSHA256: String?
  var parametersSHA256: String?
  /// By the names of their flags.
  var settings: [String: String]

  init(_ run: RunOverview) {
    (self.run, model, dataset, isDone) = (run.path, run.setting("model"), run.setting("dataset"), run.isDone)
    (step, trainLoss, validationAccuracy) = (run.step, run.trainLoss, run.validationAccuracy)
    (testLoss, testAccuracy, seconds) = (run.testLoss, run.testAccuracy, run.seconds)
    (dataSHA256, parametersSHA256) = (run.data?.sha256, run.hashes.last?.parameters)
    settings = run.configuration.texts
  }
}
