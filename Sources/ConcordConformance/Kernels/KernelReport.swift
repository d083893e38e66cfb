/// A kernel's cases on each of several devices, as a program reads it.
package struct KernelReport: Encodable, Sendable {
  /// The description's file.
  package var kernel: String
  package var operation: String
  /// nil: every bit.
  package var ulp: Int?
  /// Cases that are none of the kernel's, by why.
  package var leftOut: [String: Int]
  package var devices: [Device] = []
  /// Every case that went wrong, on any device: what `--rerun-failed` reads.
  package var failures: [ConformanceReport.Case] = []

  package struct Device: Encodable, Sendable {
    package var report: ConformanceReport
    /// What the cases that went wrong have in common.
    package var pattern: String?
    package var timing: KernelTiming?
  }

  package init(_ cases: KernelCases, ulp: Int?) {
    kernel = cases.description.path
    operation = cases.description.operationName
    self.ulp = ulp ?? cases.description.ulp
    leftOut = cases.leftOut
  }

  /// Whether no case went wrong on any device, and each ran some on the device itself.
  package var isPassed: Bool {
    devices.allSatisfy { device in
      device.report.counts.wrong == 0 && device.report.passed.keys.contains { $0 != KernelCases.sourceCase }
    }
  }

  package mutating func add(_ report: ConformanceReport, _ cases: KernelCases, timing: KernelTiming?) {
    let wrong = Set(report.failures.map(\.name))
    let run = wrong.union(report.passed.keys)
    let sizes = cases.sizes.filter { run.contains($0.key) }
    devices.append(
      Device(
        report: report,
        pattern: FailurePattern.sentence(sizes.map { ($0.value.sizes, $0.value.values, wrong.contains($0.key)) }),
        timing: timing))
    failures += report.failures
  }
}
