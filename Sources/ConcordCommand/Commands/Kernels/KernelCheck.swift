import ArgumentParser
import Concord
import ConcordConformance

struct KernelCheck: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Runs a kernel on the cases of the operation that it claims to compute, and compares every bit.",
    discussion: """
      The kernel runs in a process of its own; one that crashes or hangs fails its case, and the others still run. docs/own-kernels.md says
      what stands in a description. Exit status: 0 where every case passed on every device, 1 where one did not, 2 for a mistake in the
      arguments or the description.
      """)

  @Argument(help: ArgumentHelp("The kernel's description, a JSON file.", valueName: "description"), transform: PathText.parse)
  var kernel: String

  @Option(
    help: ArgumentHelp(
      "opencl, opencl:N, opencl:text, opencl:all, or several with commas between them. Default: $CONCORD_BACKEND, else opencl.",
      valueName: "backend"),
    transform: BackendChoice.parse)
  var backend: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Judge by distance: how many neighbouring float32 numbers an element may be off. Default: the description's, else every bit.",
      valueName: "count"),
    transform: WholeNumbers(0...1 << 32).parse)
  var ulp: Int?

  @OptionGroup
  var choice: CaseOptions

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Seconds that any one case may take. Default: 60.", valueName: "seconds"),
    transform: RealNumbers.seconds(upTo: 1_000_000, zero: false).parse)
  var timeLimit: Double?

  @Flag(help: "Time it too, beside Concord's own kernel and the device's peak.")
  var time = false

  @Flag(name: .shortAndLong, help: "Print what backends log.")
  var verbose = false

  func run() async throws {
    Log.start(verbose: verbose)
    let kernels = try described()
    let cases = try choice.chosen(of: kernels.cases(ulp: ulp))
    if choice.list {
      print(cases.map(\.name).joined(separator: "\n"))
      return
    }
    let files = try choice.files()
    var report = KernelReport(kernels, ulp: ulp)
    var suites: [JUnitReport] = []
    for specifier in try specifiers() {
      let session = KernelSession(
        words: ["concord", "kernel", "check", kernel] + (ulp.map { ["--ulp", "\($0)"] } ?? []), specifier: specifier,
        choice: choice, timeLimit: timeLimit, times: time, verbose: verbose)
      let result = try session.test(cases, kernels)
      report.add(result.report, kernels, timing: result.timing)
      suites.append(result.xml)
    }
    print(KernelText.of(report))
    try files.json?.write(ReportEncoder.encode(report) + "\n")
    try files.junit?.write(JUnitReport.text(of: suites))
    if !report.isPassed { throw ExitCode(1) }
  }

  private func described() throws -> KernelCases {
    do {
      return try KernelCases(try KernelDescription(contentsOf: kernel), filter: choice.filter.map { CaseFilter($0) })
    } catch {
      throw CaseOptions.mistake("\(error)")
    }
  }

  /// What was asked for, with each device of `opencl:all` by its number.
  private func specifiers() throws -> [String] {
    var specifiers: [String] = []
    let asked = BackendChoice.chosen(flag: backend, config: nil) ?? "opencl"
    for name in BackendChoice.names(flag: asked, config: nil) {
      guard name.hasSuffix(":all") else {
        specifiers.append(name)
        continue
      }
      let plain = String(name.dropLast(4))
      do throws(BackendError) {
        let found = try BackendInspection(plain, opens: false, command: ConformanceWorker.command(verbose: verbose))
        specifiers += found.devices.indices.map { "\(plain):\($0)" }
      } catch {
        throw CaseOptions.mistake("--backend: \(error)")
      }
    }
    guard !specifiers.isEmpty else {
      throw CaseOptions.mistake("--backend: '\(asked)' names no device; such as opencl or opencl:all")
    }
    return specifiers
  }
}
