import ArgumentParser
import Concord
import ConcordFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

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

  @OptionGroup var common: CommonOptions

  private struct Report: Encodable {
    var run: String
    var steps: [Int]
    var agrees: Bool
    var firstDifference: String?
  }

  func run() async throws {
    Log.start(verbose: common.verbose)
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
      let text = try await locate(difference, scratch)
      let report = Report(run: runFolder, steps: compared.map(\.step), agrees: false, firstDifference: text)
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

  /// Which step it was, by making those between again on both, one by one; and which number.
  private func locate(_ difference: HashDifference, _ scratch: ScratchRun) async throws -> String {
    guard let agreed = difference.agreed else { return "\(difference); its start is another already" }
    let (theirs, ours) = (try ScratchRun(scratch.path, from: agreed), try ScratchRun(scratch.path, from: agreed))
    let step = difference.found.step
    try await theirs.train(upTo: step, backend: backend, expecting: [], every: step - agreed + 2)
    try await ours.train(upTo: step, backend: "reference", expecting: [], every: step - agreed + 2)
    let (found, right) = (try HashLog.read(theirs.path), try HashLog.read(ours.path))
    guard let place = zip(found, right).first(where: { $0 != $1 })?.0.step else {
      if found.last == difference.expected {
        return
          "\(difference); made again, steps \(agreed) to \(step) come to what was recorded, so this backend errs now and then"
      }
      return "\(difference); the reference comes to what this backend comes to, so the run's own backend erred between steps "
        + "\(agreed) and \(step)"
    }
    let files = try [theirs, ours].map { try Checkpoint(contentsOf: CheckpointFolder(of: $0.path).file(String(place))) }
    guard let first = TensorDifference(files[0], files[1]) else { return "\(difference); step \(place) is the first" }
    func hex(_ value: Float) -> String { "0x" + String(value.bitPattern, radix: 16) }
    let distance = first.ulps.map { ", \($0) ulp apart" } ?? ""
    return "\(difference); step \(place) is the first: '\(first.tensor)' has \(first.first) (\(hex(first.first))) at element "
      + "\(first.element), and the reference \(first.second) (\(hex(first.second)))\(distance); \(first.count) numbers differ"
  }
}

/// A run of its own in a folder that goes again, which begins as another run was at a step.
private final class ScratchRun {
  let path: String

  /// - Parameter step: 0, or one of which there is a checkpoint.
  init(_ run: String, from step: Int) throws {
    let manager = FileManager.default
    path = manager.temporaryDirectory.appendingPathComponent("concord-verify-\(UUID().uuidString)").path
    try Folder.make(path, mode: 0o700)
    for file in [RunFolder.configuration, RunFolder.model, RunFolder.data] {
      try manager.copyItem(atPath: file(run), toPath: file(path))
    }
    let (from, to) = (CheckpointFolder(of: run), CheckpointFolder(of: path))
    guard try from.steps().contains(step) else { return }
    try to.make()
    try to.write(Checkpoint(contentsOf: from.file(String(step))))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// - Parameter every: Whether each step is kept, and how many of them; else those that are expected.
  func train(upTo step: Int, backend: String?, expecting rows: [HashRow], every: Int?) async throws {
    var words = ["--resume", path, "--steps", String(step), "--epochs", String(Limits.epochs)]
    if let backend { words += ["--backend", backend] }
    words += ["--checkpoint-every", every == nil ? "\(Int.max)steps" : "1step", "--keep-checkpoints", String(every ?? 2)]
    let expected = Dictionary(rows.map { ($0.step, $0) }, uniquingKeysWith: { first, _ in first })
    try await Train.parse(words).train(expecting: expected)
  }
}
