import ArgumentParser
import Concord
import ConcordConformance

/// A kernel's cases on one device.
struct KernelSession {
  /// What repeats a case, before the flags.
  var words: [String]
  var specifier: String
  var choice: CaseOptions
  var timeLimit: Double?
  var times: Bool
  var verbose: Bool

  /// - Throws: Where the device does not open.
  func test(
    _ cases: [ConformanceCase], _ kernels: KernelCases
  ) throws -> (report: ConformanceReport, xml: JUnitReport, timing: KernelTiming?) {
    var progress = Progress()
    let runner = try choice.runner(specifier, timeLimit: timeLimit, verbose: verbose, &progress)
    var report = ConformanceReport(words, specifier: specifier, options: choice.option, runner: runner)
    var xml = JUnitReport(words, specifier: specifier, options: choice.option)
    progress.line("\(specifier): \(report.device), \(report.platform), \(report.driver)")
    if let notes = runner.device?.notes, !notes.isEmpty { progress.line("  \(notes)") }
    for (number, example) in cases.enumerated() {
      progress.update("\(number + 1)/\(cases.count)  \(report.counts.wrong) wrong  \(example.name)")
      let result = runner.run(example).countingReports()
      let failed = report.failures.count
      report.add(result)
      xml.add(result)
      for failure in report.failures[failed...] { say(failure, report.group(of: failure), &progress) }
      if !result.complaints.isEmpty { say(result, &progress) }
      if case .unsupported(let why) = result.outcome, report.counts.unsupported == 1 {
        progress.line("not served: \(example.name): \(why)")
      }
      if case .failed(let failure) = result.outcome, failure.endsAll {
        progress.line("no other case can run; \(cases.count - number - 1) of \(cases.count) were left")
        break
      }
      if choice.failFast, report.counts.wrong > 0 {
        progress.line("ended at the first case that went wrong; \(cases.count - number - 1) of \(cases.count) were not run")
        break
      }
    }
    progress.clear()
    guard times, report.counts.wrong == 0 else { return (report, xml, nil) }
    do {
      return (report, xml, try KernelTiming.measure(kernels, on: runner))
    } catch {
      progress.line(ErrorLine.printable("not timed: \(error)"))
      return (report, xml, nil)
    }
  }

  private func say(_ failure: ConformanceReport.Case, _ group: FailureGroup, _ progress: inout Progress) {
    guard group.count == 1 else { return }
    progress.line("\(failure.outcome): \(failure.name)")
    for line in "\(failure.message)\n\(failure.command)".split(separator: "\n") { progress.line("  \(line)") }
  }

  private func say(_ result: ConformanceResult, _ progress: inout Progress) {
    progress.line("printed during \(result.example.name):")
    for line in result.complaints.split(separator: "\n") { progress.line(String(line)) }
  }
}
