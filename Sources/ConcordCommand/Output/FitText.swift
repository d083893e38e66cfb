import Concord
import ConcordFiles

/// What fits, for people.
enum FitText {
  static func text(_ report: FitReport) -> String {
    var lines = [
      "\(report.model), \(report.optimizer), within \(Format.grouped(report.budget.bytes)) bytes "
        + "(\(Format.bytes(report.budget.bytes)), \(report.budget.origin))"
    ]
    if let setting = report.setting, let largest = report.largest {
      let image = setting.imageShape.map(String.init).joined(separator: "×")
      let parts = setting.microBatch == setting.batchSize ? "" : " in micro-batches of \(Format.grouped(setting.microBatch))"
      let what = report.question == "image" ? "images of \(image)" : "\(report.question) \(Format.grouped(largest))"
      lines.append("largest \(what): plan \(setting.plan), batches of \(Format.grouped(setting.batchSize))\(parts)")
    } else {
      lines.append("nothing fits")
    }
    lines += [
      "what limits: \(report.limitedBy.printable())", "", report.memory.table, "",
      plans(report.plans, largest: report.question),
    ]
    lines[0] = lines[0].printable()
    if let command = report.command {
      lines.append("")
      if report.question == "batch", let largest = report.largest, let images = report.trainingImages, largest > images {
        lines.append("the data set has \(Format.grouped(images)) training images, so a batch of at most these:")
      }
      lines.append(command)
    }
    return lines.joined(separator: "\n")
  }

  /// Each plan at the same setting, with the largest number that fits under it.
  static func plans(_ plans: [FitReport.Plan], largest: String) -> String {
    var table = Table([
      ("plan", .left), ("largest \(largest)", .right), ("bytes", .right), ("activations", .right),
      ("multiply-adds an image", .right), ("extra", .right),
    ])
    for plan in plans {
      table.add(
        plan.plan, plan.largest.map(Format.grouped) ?? "none", Format.grouped(plan.bytes), Format.grouped(plan.activationBytes),
        Format.grouped(plan.multiplyAddsPerImage), Format.percent(plan.extraMultiplyAdds))
    }
    return table.text
  }
}
