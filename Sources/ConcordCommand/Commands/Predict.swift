import ArgumentParser
import Concord
import ConcordFiles

struct Predict: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says what a run's model takes pictures for, with probabilities: the same bits on every backend.")

  @Option(
    name: .customLong("run"), help: ArgumentHelp("The folder that `concord train --run` made.", valueName: "folder"),
    transform: PathText.parse)
  var runFolder: String

  @Option(
    help: ArgumentHelp("last, best, or a step. Default: best where one was chosen, else last.", valueName: "name"),
    transform: PathText.parse)
  var checkpoint: String?

  @Argument(help: ArgumentHelp("PNG or JPEG files, or folders of them.", valueName: "files"), transform: PathText.parse)
  var files: [String]

  @Option(
    parsing: .unconditional, help: ArgumentHelp("How many of the likeliest classes are told. Default: 1.", valueName: "n"),
    transform: Limits.kept.parse)
  var top: Int?

  @Option(
    help: ArgumentHelp(
      "reference, opencl, opencl:N, opencl:text, or a path to a plugin. Default: $CONCORD_BACKEND, else opencl where it conforms.",
      valueName: "backend"),
    transform: BackendChoice.parse)
  var backend: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Images on the device at a time. Changes memory, no bit. Default: 64.", valueName: "n"),
    transform: Limits.batches.parse)
  var microBatch: Int?

  @Flag(help: "Print CSV: file, rank, class, probability.")
  var csv = false

  @Flag(help: "Leave out files that cannot be read, and say how many.")
  var skipBadFiles = false

  @OptionGroup var common: CommonOptions

  private struct Report: Encodable {
    struct Guess: Encodable {
      var `class`: String
      var probability: Float
    }

    struct File: Encodable {
      var file: String
      var top: [Guess]
    }

    var run: String
    var checkpointStep: Int
    var predictions: [File]
  }

  func run() async throws {
    Log.start(verbose: common.verbose)
    var progress = Progress()
    guard !(csv && common.json) else { throw CommandError("--csv: there is one form at a time; leave it or --json out") }
    let settings = try Settings.load(flag: common.config)
    let run = try FlagMistake.naming(checkpoint == nil ? "--run" : "--run, --checkpoint") {
      try RunModel(contentsOf: runFolder, checkpoint: checkpoint)
    }
    guard let normalization = run.data.normalization else {
      throw CommandError(
        "--run: the run was trained on '\(run.data.dataset)', which are no images; pictures cannot be given to it")
    }
    let reading = run.data.reading
    var paths = try LabelledImages.files(at: files)
    if skipBadFiles {
      let readable = LabelledImages.readable(paths, imageShape: run.data.inputShape, reading: reading)
      guard !readable.isEmpty else { throw CommandError("--skip-bad-files: none of \(paths.count) files can be read") }
      if readable.count < paths.count { progress.line("\(paths.count - readable.count) files cannot be read and are left out") }
      paths = readable
    }
    let images = try LabelledImages(
      files: paths, imageShape: run.data.inputShape, origin: RunFolder.data(run.folder), normalization: normalization,
      reading: reading)
    let opened = try BackendChoice.open(flag: backend, config: settings.backend) { progress.line($0) }
    let session = try run.inference(on: opened.device, size: min(microBatch ?? BatchSizeChoice.standard, paths.count))
    let predictions = try session.predictions(images).map { prediction in
      prediction.top(top ?? 1).map {
        Report.Guess(class: run.data.classes[$0], probability: prediction.probabilities[$0])
      }
    }
    let report = Report(
      run: run.folder, checkpointStep: run.checkpoint.step,
      predictions: zip(paths, predictions).map { Report.File(file: $0, top: $1) })
    if common.json {
      print(try ReportEncoder.encode(report))
    } else if csv {
      print(Self.csv(report), terminator: "")
    } else {
      print(Self.text(report))
    }
  }

  private static func text(_ report: Report) -> String {
    var table = Table([("file", .left), ("class", .left), ("probability", .right)])
    for prediction in report.predictions {
      for (rank, guess) in prediction.top.enumerated() {
        table.add(rank == 0 ? prediction.file : "", guess.class, Format.percent(Double(guess.probability)))
      }
    }
    return table.text
  }

  /// RFC 4180.
  private static func csv(_ report: Report) -> String {
    func cell(_ text: String) -> String {
      text.contains { ",\"\r\n".contains($0) } ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
    }
    var lines = "file,rank,class,probability\n"
    for prediction in report.predictions {
      for (rank, guess) in prediction.top.enumerated() {
        lines += "\(cell(prediction.file)),\(rank + 1),\(cell(guess.class)),\(guess.probability)\n"
      }
    }
    return lines
  }
}
