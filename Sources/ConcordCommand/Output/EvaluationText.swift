import Concord
import ConcordFiles

/// What an evaluation found, for people.
enum EvaluationText {
  static func text(_ report: EvaluationReport) -> String {
    var lines = [
      "\(report.model) (\(Format.grouped(report.parameterCount)) parameters) on \(report.dataset): "
        + "\(Format.grouped(report.images)) test images",
      "\(report.backend): \(report.device), \(report.platform) (\(report.conformance))",
      (report.correct.map { "test accuracy \(Format.percent(report.accuracy)), \(Format.grouped($0)) of them; " } ?? "")
        + "loss \(report.loss)",
    ]
    switch report.matchesTraining {
    case true: lines.append("the same as training reported")
    case false: lines.append("not what training reported: its test images were others, or its report was changed")
    case nil: break
    }
    lines = lines.map { $0.printable() }
    if let classes = report.classes, let confusion = report.confusion { lines += ["", table(classes, confusion)] }
    lines.append("parameters SHA-256: \(report.parametersSHA256)")
    return lines.joined(separator: "\n")
  }

  private static func table(_ classes: [EvaluationReport.ClassResult], _ confusion: [[Int]]) -> String {
    var table = Table([
      ("class", .left), ("images", .right), ("correct", .right), ("accuracy", .right), ("most often mistaken for", .left),
    ])
    for (number, (result, row)) in zip(classes, confusion).enumerated() {
      let wrong = row.enumerated().filter { $0.offset != number && $0.element > 0 }
      // The first of equal ones.
      let most = wrong.max { ($0.element, -$0.offset) < ($1.element, -$1.offset) }
      table.add(
        result.name, Format.grouped(result.images), Format.grouped(result.correct), result.accuracy.map(Format.percent) ?? "",
        most.map { "\(classes[$0.offset].name) (\(Format.grouped($0.element)))" } ?? "")
    }
    return table.text + "\n"
  }
}
