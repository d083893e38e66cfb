import ArgumentParser
import Concord
import ConcordConformance

/// What a check of a kernel says at its end.
enum KernelText {
  static func of(_ report: KernelReport) -> String {
    var lines: [String] = []
    let promise = report.ulp.map { "within \($0) ulp" } ?? "every bit"
    for device in report.devices {
      let counts = device.report.counts
      let name = "\(device.report.device) (\(device.report.platform))"
      var verdict = "\(counts.passed) of \(counts.cases) cases of \(report.operation) passed on \(name), \(promise)"
      if counts.unsupported > 0 { verdict += "; \(counts.unsupported) are not served by the device" }
      lines.append("\(verdict); \(Format.decimal(device.report.seconds, 1)) s")
      for group in device.report.groups {
        lines.append("  \(Format.grouped(group.count)) \(group.outcome): \(group.pattern); the first: \(group.first)")
      }
      if let pattern = device.pattern { lines.append("  \(pattern)") }
      if let timing = device.timing { lines.append("  " + text(timing)) }
    }
    let left = report.leftOut.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }
    if !left.isEmpty { lines.append("cases that are none of this kernel's: \(left.joined(separator: ", "))") }
    return lines.joined(separator: "\n")
  }

  private static func text(_ timing: KernelTiming) -> String {
    func microseconds(_ seconds: Double) -> String { "\(Format.decimal(seconds * 1e6, 1)) µs" }
    return
      "\(microseconds(timing.seconds)) on \(timing.inputs.joined(separator: ", ")); Concord's own: \(microseconds(timing.concordSeconds)); "
      + "at the device's peak: \(microseconds(timing.limitSeconds))"
  }
}
