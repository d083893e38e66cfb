import ArgumentParser
import Concord
import ConcordFiles

struct Verify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes a run's steps again, on any backend, and compares every hash that was recorded.")

  @Argument(help: ArgumentHelp("The folder that `concord train --run` made.", valueName: "run"), transform: PathText.parse)
  var runFolder: String

  @Option(
    help: ArgumentHelp(
      "reference, opencl, opencl:N, opencl:text, or a path to a plugin. Default: $CONCORD_BACKEND, else opencl where it conforms.",
      valueName: "backend"),
    transform: BackendChoice.parse)
  var backend: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Begin at the checkpoint of this step or one before. Default: at the first step.", valueName: "step"),
    transform: WholeNumbers(0...Int.max).parse)
  var from: Int?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Compare no later step. Default: the run's last.", valueName: "step"),
    transform: Limits.steps.parse)
  var to: Int?

  @Option(
    help: ArgumentHelp(
      "Where the inputs of an operation that differs go, for the command that shows it again. Default: verify-inputs.safetensors.",
      valueName: "file"), transform: PathText.parse(.safetensors))
  var inputs: String?

  @OptionGroup var common: CommonOptions

  private struct Report: Encodable {
    var run: String
    var steps: [Int]
    var agrees: Bool
    var firstDifference: String?
    var located: StepDifference?
  }

  func run() async throws {
    Log.start(verbose: common.verbose)
    if backend?.contains(",") == true {
      throw CommandError("--backend: verify makes steps on one device, which ends in the bits of any number; name one")
    }
    let rows = try HashLog.read(runFolder)
    let configuration = try FlagMistake.naming("verify") { try RunConfiguration.read(RunFolder.configuration(runFolder)) }
    guard let start = try start(hasOwnParameters: configuration.settings.initialParameters != nil) else {
      throw CommandError(
        "'\(runFolder.printable())': holds no checkpoint from which step \(from ?? 0) could be reached; give another --from")
    }
    let expected = rows.filter { $0.step > start && $0.step <= to ?? .max }
    guard let last = expected.last else {
      throw CommandError(
        "'\(runFolder.printable())': no hash was recorded after step \(start)\(to.map { " up to step \($0)" } ?? ""); give an earlier --from"
          + (to == nil ? "" : ", or a later --to"))
    }
    let scratch = try ScratchRun(runFolder, from: start)
    // The start itself is compared too.
    let compared = rows.filter { $0.step == start } + expected
    do {
      try await scratch.train(upTo: last.step, backend: backend, expecting: compared, every: nil)
    } catch let difference as HashDifference {
      let recorded = configuration.settings.backend
      let (text, located) = try await locate(difference, scratch, recorded: recorded)
      let report = Report(
        run: runFolder, steps: compared.map(\.step), agrees: false, firstDifference: text, located: located)
      if common.json { print(try ReportEncoder.encode(report)) }
      throw CommandError(text)
    }
    let steps = compared.map(\.step)
    if common.json {
      print(try ReportEncoder.encode(Report(run: runFolder, steps: steps, agrees: true)))
    } else {
      print(
        "\(runFolder.printable()): all \(last.step - start) steps from \(start) to \(last.step) made again; "
          + "every hash of \(steps.count) steps is the same")
    }
  }

  /// The step to begin after: the first, or a kept checkpoint's; nil where there is none.
  private func start(hasOwnParameters: Bool) throws -> Int? {
    let steps = try CheckpointFolder(of: runFolder).steps()
    let reached = steps.last { $0 <= from ?? 0 }
    // The first parameters are drawn from the seed.
    return reached ?? (hasOwnParameters ? steps.first { from == nil || $0 <= from ?? 0 } : 0)
  }

  /// Which step it was, and which operation, by making those between again on both, one by one.
  ///
  /// - Parameter recorded: The backend that the run was made on last, where somebody chose one.
  private func locate(
    _ difference: HashDifference, _ scratch: ScratchRun, recorded: String?
  ) async throws -> (text: String, StepDifference?) {
    guard let agreed = difference.agreed else { return ("\(difference); its start is another already", nil) }
    let step = difference.found.step
    func find(_ backend: String?) async throws -> (StepDifference?, last: HashRow?) {
      try await StepDifference.find(
        in: scratch.path, from: agreed, to: step, backend: backend, inputs: inputs ?? "verify-inputs.safetensors")
    }
    let (found, last) = try await find(backend)
    if let found { return ("\(difference); \(found.text)", found) }
    if last == difference.expected {
      return (
        "\(difference); made again, steps \(agreed) to \(step) come to what was recorded, so this backend errs now and then",
        nil
      )
    }
    let text =
      "\(difference); the reference comes to what this backend comes to, so the run's own backend erred between steps "
      + "\(agreed) and \(step)"
    guard let recorded, recorded != backend, !recorded.contains(",") else { return (text, nil) }
    // It may err again, where it is here.
    do {
      guard let own = try await find(recorded).0 else {
        return ("\(text); '\(recorded.printable(limit: 200))', made again here, does not", nil)
      }
      return ("\(text), and it errs again: \(own.text)", own)
    } catch {
      return ("\(text); '\(recorded.printable(limit: 200))' cannot be asked here: \(error)", nil)
    }
  }
}
