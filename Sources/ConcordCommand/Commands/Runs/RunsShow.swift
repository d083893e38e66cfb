import ArgumentParser
import Concord
import ConcordFiles

struct RunsShow: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "show", abstract: "Shows what a run came to, epoch by epoch.")

  @Argument(help: ArgumentHelp("The folder that `concord train --run` made.", valueName: "run"), transform: PathText.parse)
  var folder: String

  @Flag(help: "Print one JSON object instead of text.")
  var json = false

  func run() throws {
    let run = try RunOverview(contentsOf: folder)
    if json { return print(try ReportEncoder.encode(RunFigures(run))) }
    print("\(run.path.printable()): \(run.isDone ? "done" : "not done") after \(Format.grouped(run.step)) steps")
    print("command: \(run.configuration.command.printable(limit: 4000))")
    if let data = run.data { print("data: \(Self.text(data)), SHA-256 \(data.sha256)") }
    print("checkpoints: \(run.checkpoints.map(String.init).joined(separator: ", "))")
    if let row = run.hashes.last { print("parameters SHA-256: \(row.parameters)") }
    print("\n" + Self.epochs(run) + "\n\n" + Self.settings(run))
    if !run.isDone { print("\nto go on: \(ShellText.command(["concord", "train", "--resume", run.path]))") }
  }

  private static func text(_ data: RunData) -> String {
    let validation = data.validationCount.map { " \(Format.grouped($0)) validation," } ?? ""
    return "\(data.dataset.printable(limit: 200)), \(Format.grouped(data.trainCount)) training,\(validation) "
      + "\(Format.grouped(data.testCount)) test images of \(data.classes.count) classes"
  }

  private static func epochs(_ run: RunOverview) -> String {
    var table = Table([
      ("epoch", .right), ("step", .right), ("training loss", .right), ("validation loss", .right), ("accuracy", .right),
      ("test loss", .right), ("accuracy", .right), ("seconds", .right),
    ])
    for row in run.rows {
      table.add(
        "\(row.epoch)", Format.grouped(row.step), decimal(row.trainLoss), decimal(row.validationLoss),
        row.validationAccuracy.map(Format.percent) ?? "", decimal(row.testLoss), row.testAccuracy.map(Format.percent) ?? "",
        row.seconds.map { Format.decimal($0, 2) } ?? "")
    }
    return table.text
  }

  private static func decimal(_ value: Float?) -> String { value.map { Format.decimal(Double($0), 4) } ?? "" }

  private static func settings(_ run: RunOverview) -> String {
    var table = Table([("setting", .left), ("value", .left), ("from", .left)])
    for (name, value) in run.configuration.texts.sorted(by: { $0.key < $1.key }) {
      table.add(name, value, run.configuration.origins[name]?.rawValue ?? "")
    }
    return table.text
  }
}
