import Concord
import ConcordFiles

/// The last lines of a training: what it came to, where it lies, and what to do next.
struct TrainingEnding {
  let report: RunReport
  let nonFiniteSteps: Int
  /// The run's folder, where it was written.
  let run: String?
  /// Whether the parameters were written elsewhere.
  let isSaved: Bool
  let hasMemoryTable: Bool

  var text: String {
    var lines = [
      "test accuracy \(Format.percent(report.accuracy)) after \(report.steps) steps in \(Format.decimal(report.seconds, 2)) s; "
        + "a step takes \(Format.decimal(report.stepMilliseconds.median, 3)) ms (median), "
        + "\(Format.decimal(report.stepMilliseconds.p90, 3)) ms (p90)"
    ]
    if nonFiniteSteps > 0 {
      lines.append("the loss of \(nonFiniteSteps) steps was not finite; they count in no mean, and --check-numerics says why")
    }
    for (number, device) in (report.devices ?? []).enumerated() {
      let exact = device.memory.isExact ? "as predicted to the byte" : "not what was predicted"
      lines.append(
        "\(device.rank.map { "rank \($0), " } ?? "")device \(number + 1), \(device.backend), \(device.device): \(device.shards) shards in \(Format.decimal(device.seconds, 2)) s, "
          + (device.waitSeconds.map { "\(Format.decimal($0, 2)) s waiting for ranks, " } ?? "")
          + "\(Format.grouped(device.memory.peakAllocated ?? device.memory.peak)) bytes, \(exact)")
    }
    if hasMemoryTable {
      lines += ["", "device memory, plan \(report.memory.plan)", report.memory.table]
      lines += [report.memory.recomputation].compactMap(\.self)
      lines += [
        "",
        "resident size of the process: \(Format.bytes(report.residentBytesBeforeDevice)) before the device was opened, "
          + "\(Format.bytes(report.peakResidentBytes)) at its peak",
      ]
    } else {
      let exact = report.memory.isExact ? "as predicted to the byte" : "not what was predicted"
      lines.append(
        "device memory \(Format.grouped(report.memory.peakAllocated ?? report.memory.peak)) bytes, \(exact); "
          + "each category: --memory-table")
    }
    lines.append("parameters SHA-256: \(report.parametersSHA256)")
    guard let run else {
      if !isSaved {
        lines.append("nothing was kept; to keep parameters, curves and a report for predict and evaluate: --run FOLDER")
      }
      return lines.joined(separator: "\n")
    }
    lines.append("run: \(run.printable()), for people: \(RunFolder.page(run).printable())")
    lines.append("next: \(ShellText.command(["concord", "predict", "--run", run])) FILES")
    return lines.joined(separator: "\n")
  }
}
