import ArgumentParser
import Concord
import ConcordFiles

struct RunsCompare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Says how two runs differ: figures, settings, and from which step on their bits.")

  @Argument(help: ArgumentHelp("A run's folder.", valueName: "a"), transform: PathText.parse)
  var first: String

  @Argument(help: ArgumentHelp("Another's.", valueName: "b"), transform: PathText.parse)
  var second: String

  @Option(help: ArgumentHelp("Write a page with curves too.", valueName: "file"), transform: PathText.parse(.html))
  var html: String?

  @Flag(help: "Print one JSON object instead of text.")
  var json = false

  private struct Report: Encodable {
    var runs: [RunFigures]
    var bits: RunOverview.Bits
    /// Names of the settings that differ.
    var settings: [String]
  }

  func run() throws {
    let page = try FileOutput.reserved([("--html", html)])[0]
    let comparison = RunComparison(try RunOverview(contentsOf: first), try RunOverview(contentsOf: second))
    let bits = comparison.first.bits(comparison.second)
    try page?.write(comparison.html())
    if json {
      return print(
        try ReportEncoder.encode(
          Report(
            runs: [RunFigures(comparison.first), RunFigures(comparison.second)], bits: bits,
            settings: comparison.settings.map { $0[0] })))
    }
    func table(_ title: String, _ rows: [[String]]) -> String {
      var table = Table([(title, .left)] + comparison.names.map { ($0, .right) })
      for row in rows { table.add(row) }
      return table.text
    }
    print(table("", comparison.figures))
    print("\n" + bits.text)
    print(comparison.settings.isEmpty ? "all settings are the same" : "\n" + table("setting", comparison.settings))
  }
}
