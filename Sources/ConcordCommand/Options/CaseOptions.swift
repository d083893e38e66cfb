import ArgumentParser
import Concord
import ConcordConformance

/// Which cases of the suite run, and where it is told: what the commands have in common that run cases.
struct CaseOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Only cases with this name. * stands for any text, ? for one character; what stands before a case's [ is enough.",
      valueName: "name"))
  var filter: String?

  @Option(help: ArgumentHelp("Write a report for programs.", valueName: "file"), transform: PathText.parse(.json))
  var json: String?

  @Option(help: ArgumentHelp("Write a report as JUnit's XML.", valueName: "file"), transform: PathText.parse(.xml))
  var junit: String?

  @Option(
    help: ArgumentHelp(
      "An option of the device; a backend ignores those that it does not know. May be given more than once.",
      valueName: "name=value"))
  var option: [String] = []

  @Option(
    help: ArgumentHelp(
      "Only the cases that went wrong in an earlier run, of which --json wrote this report.", valueName: "file"),
    transform: PathText.parse)
  var rerunFailed: String?

  @Flag(help: "End after the first case that goes wrong.")
  var failFast = false

  @Flag(help: "Print the names of the cases instead of running them.")
  var list = false

  func validate() throws {
    if let wrong = option.first(where: { !$0.dropFirst().contains("=") }) {
      throw ValidationError("--option takes name=value, but this is '\(wrong)'")
    }
  }

  /// Those of `cases` that went wrong in the earlier run, or all where none was named.
  func chosen(of cases: [ConformanceCase]) throws -> [ConformanceCase] {
    guard let rerunFailed else { return cases }
    let failures: Set<String>
    do throws(FileError) {
      failures = Set(try EarlierReport(contentsOf: rerunFailed).failures)
    } catch {
      throw Self.mistake("--rerun-failed: \(error)")
    }
    let chosen = cases.filter { failures.contains($0.name) }
    guard !chosen.isEmpty else {
      throw Self.mistake(
        "--rerun-failed: '\(rerunFailed)' names \(failures.isEmpty ? "no case that went wrong" : "none of these cases"), so there is "
          + "nothing to run")
    }
    return chosen
  }

  /// The files of `json` and `junit`, reserved.
  func files() throws -> (json: FileOutput?, junit: FileOutput?) {
    do {
      let files = try FileOutput.reserved([("--json", json), ("--junit", junit)])
      return (files[0], files[1])
    } catch {
      throw Self.mistake("\(error)")
    }
  }

  /// Opens a device in a process of its own.
  func runner(
    _ specifier: String, timeLimit: Double?, verbose: Bool, _ progress: inout Progress
  ) throws -> ConformanceRunner {
    let pairs = option.map { $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init) }
    let runner = ConformanceRunner(
      specifier: specifier, options: Dictionary(pairs.map { ($0[0], $0[1]) }, uniquingKeysWith: { $1 }),
      command: ConformanceWorker.command(verbose: verbose), timeLimit: timeLimit)
    progress.announce("opening \(specifier); a device that is new here compiles its first kernels")
    do throws(BackendError) {
      try runner.start()
    } catch {
      progress.line(ErrorLine.printable("Error: --backend: \(error)"))
      throw ExitCode(error.code == .notFound ? 2 : 1)
    }
    return runner
  }

  /// An error whose exit status says that nothing was tested.
  static func mistake(_ problem: String) -> ExitCode {
    var progress = Progress()
    progress.line(ErrorLine.printable("Error: \(problem)"))
    return ExitCode(2)
  }
}
