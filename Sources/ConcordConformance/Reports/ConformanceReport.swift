import ConcordFiles

/// A run of the suite as a program reads it.
public struct ConformanceReport: Encodable, Sendable {
  /// As it was asked for: `opencl:portable`.
  public var specifier: String
  /// Of the device, as they were given.
  public var options: [String]
  public var backend: String
  public var version: String
  public var device: String
  public var platform: String
  public var driver: String
  public var counts = Counts()
  public var modes: [String: Counts] = [:]
  /// By operation, and by case where a case needs more than one: how many cases were not run because it is not served.
  public var unsupported: [String: Int] = [:]
  public var seconds = 0.0
  /// Every case that neither passed nor was unsupported.
  public var failures: [Case] = []
  /// What the backend's process printed on standard error, by the name of the case.
  public var complaints: [String: String] = [:]
  /// Names of the cases that passed, with their time in seconds.
  public var passed: [String: Double] = [:]

  public struct Counts: Encodable, Sendable, Equatable {
    public var cases = 0
    public var passed = 0
    public var failed = 0
    public var crashed = 0
    public var timedOut = 0
    public var unsupported = 0

    /// Cases that ended otherwise than they should.
    public var wrong: Int { failed + crashed + timedOut }

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

  public struct Case: Encodable, Sendable {
    public var name: String
    public var mode: String
    /// `failed`, `crashed` or `timed out`.
    public var outcome: String
    public var message: String
    /// What runs it again.
    public var command: String
    public var seconds: Double
  }

  /// - Parameter options: Of the device, each as `name=value`.
  public init(specifier: String, options: [String] = [], runner: ConformanceRunner) {
    self.specifier = specifier
    self.options = options
    backend = runner.backend?.name ?? ""
    version = runner.backend?.version ?? ""
    device = runner.device?.name ?? ""
    platform = runner.device?.platform ?? ""
    driver = runner.device?.driver ?? ""
  }

  public mutating func add(_ result: ConformanceResult) {
    let example = result.example
    counts.add(result.outcome)
    modes[example.mode.rawValue, default: Counts()].add(result.outcome)
    seconds += result.seconds
    if !result.complaints.isEmpty { complaints[example.name] = result.complaints }
    func failure(_ outcome: String, _ message: String) {
      failures.append(
        Case(
          name: example.name, mode: example.mode.rawValue, outcome: outcome, message: message,
          command: Self.command(specifier, options, example.name), seconds: result.seconds))
    }
    switch result.outcome {
    case .passed: passed[example.name] = result.seconds
    case .failed(let message): failure("failed", message)
    case .crashed(let message): failure("crashed", message)
    case .timedOut(let message): failure("timed out", message)
    case .unsupported: unsupported[example.operation ?? example.name, default: 0] += 1
    }
  }

  /// The command that runs a case again.
  static func command(_ specifier: String, _ options: [String], _ name: String) -> String {
    ShellText.command(
      ["concord", "conformance", "--backend", specifier] + options.flatMap { ["--option", $0] } + ["--filter", name])
  }
}
