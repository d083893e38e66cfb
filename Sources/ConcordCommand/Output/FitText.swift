import Concord

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
    lines += ["what limits: \(report.limitedBy)", "", report.memory.table, "", plans(report.plans, largest: report.question)]
    if let command = report.command, report.question != "image" {
      // Nothing here knows how many images a data set has: none is read.
      let condition = report.question == "batch" ? ["of a data set with as many training images:"] : []
      lines += [""] + condition + [command]
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
