import ConcordFiles
import ConcordRuns

/// Two runs beside each other.
package struct RunComparison: Sendable {
  package let first: RunOverview
  package let second: RunOverview

  package init(_ first: RunOverview, _ second: RunOverview) {
    (self.first, self.second) = (first, second)
  }

  /// By their folders' names, or by their paths where these are the same.
  package var names: [String] {
    let runs = [first, second]
    return first.name == second.name ? runs.map(\.path) : runs.map(\.name)
  }

  /// A row for each figure: what it is, and its text for each of both.
  package var figures: [[String]] {
    func row(_ name: String, _ text: (RunOverview) -> String?) -> [String] { [name, text(first) ?? "", text(second) ?? ""] }
    func decimal(_ value: Float?) -> String? { value.map { Format.decimal(Double($0), 4) } }
    return [
      row("model") { $0.setting("model") }, row("data set") { $0.setting("dataset") },
      row("state") { $0.isDone ? "done" : "not done" }, row("steps") { Format.grouped($0.step) },
      row("training loss") { decimal($0.trainLoss) },
      row("best validation accuracy") { $0.validationAccuracy.map(Format.percent) },
      row("test loss") { decimal($0.testLoss) }, row("test accuracy") { $0.testAccuracy.map(Format.percent) },
      row("seconds") { Format.decimal($0.seconds, 2) },
      row("data, SHA-256") { $0.data.map { String($0.sha256.prefix(12)) } },
      row("parameters, SHA-256") { $0.hashes.last.map { String($0.parameters.prefix(12)) } },
    ].filter { !($0[1].isEmpty && $0[2].isEmpty) }
  }

  /// Settings that are not the same: their name, and both values.
  package var settings: [[String]] {
    let keys = Set(first.configuration.texts.keys).union(second.configuration.texts.keys)
    return keys.sorted().filter { first.setting($0) != second.setting($0) }.map { [$0, first.setting($0), second.setting($0)] }
  }

  /// For a browser.
  package func html() -> String {
    func chart(_ title: String, isShare: Bool = false, _ value: (MetricsRow) -> Double?) -> LineChart {
      LineChart(
        title: title, axis: "step",
        curves: zip(names, [first, second]).map { name, run in
          .init(
            String(name.suffix(24)), run.epochs.compactMap { row in value(row).map { .init(Double(row.step), $0) } })
        }, isShare: isShare)
    }
    return ComparisonPage(
      names: names, bits: first.bits(second).text, figures: figures, settings: settings,
      charts: [
        chart("Training loss") { $0.trainLoss.map(Double.init) },
        chart("Loss on validation or test images") { ($0.validationLoss ?? $0.testLoss).map(Double.init) },
        chart("Accuracy on validation or test images", isShare: true) { $0.validationAccuracy ?? $0.testAccuracy },
        chart("Images a second", \.imagesPerSecond),
      ]
    ).html()
  }
}
