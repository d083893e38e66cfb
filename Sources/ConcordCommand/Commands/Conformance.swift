import ArgumentParser
import Concord
import ConcordConformance

struct Conformance: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Proves a backend right: every operation in every bit, whole steps, memory, and the rules of calls.",
    discussion: """
      The backend's code runs in a process of its own; one that crashes or hangs fails its case, and the others still run.
      Exit status: 0 where every case that the backend serves passed, 1 where one did not, 2 for a mistake in the arguments.
      """)

  @Option(
    help: ArgumentHelp(
      "reference, opencl, opencl:N, opencl:text, or a path to a plugin. Default: $CONCORD_BACKEND, else the config file's.",
      valueName: "backend"),
    transform: BackendChoice.parse)
  var backend: String?

  @Option(
    help: ArgumentHelp("A JSON file of settings, of which the backend counts. Default: $CONCORD_CONFIG.", valueName: "file"))
  var config: String?

  @Option(
    help: ArgumentHelp(
      "Only cases of one mode: \(ConformanceMode.allCases.map(\.rawValue).joined(separator: ", ")). May be given more than once.",
      valueName: "mode"),
    transform: NamedChoice(ConformanceMode.self).parse)
  var mode: [String] = []

  @OptionGroup
  var choice: CaseOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Seconds that any one case may take, and opening the device (but ten at least). Default: 60 to 300, and 120.",
      valueName: "seconds"),
    transform: RealNumbers.seconds(upTo: 1_000_000, zero: false).parse)
  var timeLimit: Double?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Print the cases that took longest, so many of them.", valueName: "count"),
    transform: Limits.kept.parse)
  var durations: Int?

  @Flag(name: .shortAndLong, help: "Print what backends log.")
  var verbose = false

  func run() async throws {
    Log.start(verbose: verbose)
    let cases = try chosenCases()
    if choice.list {
      print(cases.map(\.name).joined(separator: "\n"))
      return
    }
    let settings: Settings
    do {
      settings = try Settings.load(flag: config)
    } catch {
      throw CaseOptions.mistake("\(error)")
    }
    guard let specifier = BackendChoice.chosen(flag: backend, config: settings.backend) else {
      throw CaseOptions.mistake(
        "which backend? --backend takes reference, opencl, opencl:N, opencl:text, or a path to a plugin")
    }
    let files = try choice.files()
    let report = try test(specifier, cases, json: files.json, junit: files.junit)
    print(text(report))
    if report.counts.wrong > 0 { throw ExitCode(1) }
  }

  private func chosenCases() throws -> [ConformanceCase] {
    let cases = ConformanceSuite.cases(
      modes: mode.compactMap(ConformanceMode.init(rawValue:)), filter: choice.filter.map { CaseFilter($0) })
    if cases.isEmpty, let name = choice.filter {
      throw CaseOptions.mistake("--filter: no case is called '\(name)'; --list prints their names")
    }
    return try choice.chosen(of: cases)
  }

  private func test(
    _ specifier: String, _ cases: [ConformanceCase], json: FileOutput?, junit: FileOutput?
  ) throws -> ConformanceReport {
    var progress = Progress()
    let runner = try choice.runner(specifier, timeLimit: timeLimit, verbose: verbose, &progress)
    var report = ConformanceReport(specifier: specifier, options: choice.option, runner: runner)
    var xml = JUnitReport(specifier: specifier, options: choice.option)
    progress.line("\(report.backend) \(report.version): \(report.device), \(report.platform), \(report.driver)")
    for (number, example) in cases.enumerated() {
      progress.update("\(number + 1)/\(cases.count)  \(report.counts.wrong) wrong  \(example.name)")
      let result = runner.run(example)
      let failed = report.failures.count
      report.add(result)
      xml.add(result)
      for failure in report.failures[failed...] { say(failure, of: report.group(of: failure), &progress) }
      if !result.complaints.isEmpty {
        progress.line("printed during \(example.name):")
        for line in result.complaints.split(separator: "\n") { progress.line(String(line)) }
      }
      if choice.failFast, report.counts.wrong > 0 {
        progress.line("ended at the first case that went wrong; \(cases.count - number - 1) of \(cases.count) were not run")
        break
      }
    }
    progress.clear()
    try json?.write(ReportEncoder.encode(report) + "\n")
    try junit?.write(xml.text)
    return report
  }

  /// How many cases that went wrong alike are told one by one.
  private static let told = 3

  private func say(_ failure: ConformanceReport.Case, of group: FailureGroup, _ progress: inout Progress) {
    guard group.count <= Self.told else {
      if group.count == Self.told + 1 {
        progress.line("more of \(group.subject) \(group.outcome) alike; they are counted at the end")
      }
      return
    }
    progress.line("\(failure.outcome): \(failure.name)")
    for line in "\(failure.message)\n\(failure.command)".split(separator: "\n") { progress.line("  \(line)") }
  }

  private func text(_ report: ConformanceReport) -> String {
    var table = Table([
      ("mode", .left), ("cases", .right), ("passed", .right), ("failed", .right), ("crashed", .right), ("timed out", .right),
      ("unsupported", .right),
    ])
    func row(_ name: String, _ counts: ConformanceReport.Counts) {
      let numbers = [counts.cases, counts.passed, counts.failed, counts.crashed, counts.timedOut, counts.unsupported]
      let cells = numbers.map(Format.grouped)
      table.add(name, cells[0], cells[1], cells[2], cells[3], cells[4], cells[5])
    }
    for mode in ConformanceMode.allCases {
      if let counts = report.modes[mode.rawValue] { row(mode.rawValue, counts) }
    }
    row("all", report.counts)
    var lines = [table.text, "", "\(Format.decimal(report.seconds, 1)) s"]
    if !report.unsupported.isEmpty {
      lines.append("not served, and not counted as passed: " + unsupportedNames(report).joined(separator: ", "))
    }
    if report.groups.contains(where: { $0.count > Self.told }) {
      lines.append("")
      for group in report.groups {
        lines.append(
          "\(Format.grouped(group.count)) \(group.outcome): \(group.subject): \(group.pattern); the first: \(group.first)")
      }
    }
    if let durations {
      lines.append("")
      for (name, seconds) in report.longest(durations) { lines.append("\(Format.decimal(seconds, 3)) s  \(name)") }
    }
    return lines.joined(separator: "\n")
  }

  /// Operations, and cases of the other modes: several of one mode by its name alone.
  private func unsupportedNames(_ report: ConformanceReport) -> [String] {
    let groups = Dictionary(grouping: report.unsupported) { $0.key.prefix { $0 != "[" } }
    return groups.sorted { $0.key < $1.key }.map { name, cases in
      "\(cases.count == 1 ? cases[0].key : String(name)) (\(cases.reduce(0) { $0 + $1.value }))"
    }
  }
}
