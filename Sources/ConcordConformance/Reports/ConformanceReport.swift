import ConcordFiles

/// A run of the suite as a program reads it.
package struct ConformanceReport: Encodable, Sendable {
  /// As it was asked for: `opencl:portable`.
  package var specifier: String
  /// Of the device, as they were given.
  package var options: [String]
  package var backend: String
  package var version: String
  package var device: String
  package var platform: String
  package var driver: String
  package var counts = Counts()
  package var modes: [String: Counts] = [:]
  /// By operation, and by case where a case needs more than one: how many cases were not run because it is not served.
  package var unsupported: [String: Int] = [:]
  package var seconds = 0.0
  /// Every case that neither passed nor was unsupported.
  package var failures: [Case] = []
  /// The same by what went wrong.
  package var groups: [FailureGroup] = []
  /// What the backend's process printed on standard error, by the name of the case.
  package var complaints: [String: String] = [:]
  /// Names of the cases that passed, with their time in seconds.
  package var passed: [String: Double] = [:]

  package struct Counts: Encodable, Sendable, Equatable {
    package var cases = 0
    package var passed = 0
    package var failed = 0
    package var crashed = 0
    package var timedOut = 0
    package var unsupported = 0

    /// Cases that ended otherwise than they should.
    package var wrong: Int { failed + crashed + timedOut }

    mutating func add(_ outcome: ConformanceOutcome) {
      cases += 1
      switch outcome {
      case .passed: passed += 1
      case .failed: failed += 1
      case .crashed: crashed += 1
      case .timedOut: timedOut += 1
      case .unsupported: unsupported += 1
      }
    }
  }

  package struct Case: Encodable, Sendable {
    package var name: String
    package var mode: String
    /// `failed`, `crashed` or `timed out`.
    package var outcome: String
    package var message: String
    /// The element that shows it, where it is one of an output.
    package var difference: BitDifference?
    /// What runs it again.
    package var command: String
    package var seconds: Double
  }

  /// What runs cases, before the flags.
  private let words: [String]

  private enum CodingKeys: CodingKey {
    case specifier, options, backend, version, device, platform, driver, counts, modes, unsupported, seconds, failures, groups,
      complaints,
      passed
  }

  /// - Parameters:
  ///   - words: What runs cases, before the flags.
  ///   - options: Of the device, each as `name=value`.
  package init(
    _ words: [String] = ["concord", "conformance"], specifier: String, options: [String] = [], runner: ConformanceRunner
  ) {
    self.words = words
    self.specifier = specifier
    self.options = options
    backend = runner.backend?.name ?? ""
    version = runner.backend?.version ?? ""
    device = runner.device?.name ?? ""
    platform = runner.device?.platform ?? ""
    driver = runner.device?.driver ?? ""
  }

  package mutating func add(_ result: ConformanceResult) {
    let example = result.example
    counts.add(result.outcome)
    modes[example.mode.rawValue, default: Counts()].add(result.outcome)
    seconds += result.seconds
    if !result.complaints.isEmpty { complaints[example.name] = result.complaints }
    func failure(_ outcome: String, _ message: String, _ difference: BitDifference? = nil) {
      let failure = Case(
        name: example.name, mode: example.mode.rawValue, outcome: outcome, message: message, difference: difference,
        command: Self.command(words, specifier, options, example.name), seconds: result.seconds)
      failures.append(failure)
      let group = FailureGroup(failure)
      if let index = groups.firstIndex(where: { $0.isLike(group) }) { groups[index].count += 1 } else { groups.append(group) }
    }
    switch result.outcome {
    case .passed: passed[example.name] = result.seconds
    case .failed(let problem): failure("failed", problem.description, problem.difference)
    case .crashed(let message): failure("crashed", message)
    case .timedOut(let message): failure("timed out", message)
    case .unsupported: unsupported[example.operation ?? example.name, default: 0] += 1
    }
  }

  /// Those that went wrong as this one did.
  package func group(of failure: Case) -> FailureGroup {
    let group = FailureGroup(failure)
    return groups.first { $0.isLike(group) } ?? group
  }

  /// The cases that took longest, the longest first.
  package func longest(_ count: Int) -> [(name: String, seconds: Double)] {
    let all = passed.map { (name: $0.key, seconds: $0.value) } + failures.map { (name: $0.name, seconds: $0.seconds) }
    return Array(all.sorted { ($1.seconds, $0.name) < ($0.seconds, $1.name) }.prefix(count))
  }

  /// The command that runs a case again.
  static func command(_ words: [String], _ specifier: String, _ options: [String], _ name: String) -> String {
    ShellText.command(
      words + ["--backend", specifier] + options.flatMap { ["--option", $0] } + ["--filter", name])
  }
}
