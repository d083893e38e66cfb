import ArgumentParser
import Concord

struct Evaluate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Classifies the test images with a trained run; prints accuracy and loss.")

  @Option(
    name: .customLong("run"), help: ArgumentHelp("The folder that `concord train --run` wrote.", valueName: "folder"),
    transform: PathText.parse)
  var runFolder: String

  @Option(
    help: ArgumentHelp(
      "last, best, or a step: one of the run's checkpoints. Default: what the run came to in the end.", valueName: "name"),
    transform: PathText.parse)
  var checkpoint: String?

  @Option(
    help: ArgumentHelp(
      "reference, opencl, opencl:N, opencl:text, or a path to a plugin. Default: $CONCORD_BACKEND, else opencl where it conforms.",
      valueName: "backend"),
    transform: BackendChoice.parse)
  var backend: String?

  @Option(
    help: ArgumentHelp("Another data set than the run's, of the same shape and classes.", valueName: "name"),
    transform: NamedChoice.dataset.parse)
  var dataset: String?

  @OptionGroup var data: DataFolderOption

  @OptionGroup var imageMemoryOption: ImageMemoryOption

  @Flag(help: "Leave out image files that cannot be read, and say how many. Default: as in training.")
  var skipBadFiles = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Images on the device at a time. Changes memory, no bit. Default: as in training.", valueName: "n"),
    transform: Limits.batches.parse)
  var microBatch: Int?

  @Flag(help: "Print the accuracy of each class too; with --json the confusion matrix.")
  var perClass = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    Log.start(verbose: common.verbose)
    var progress = Progress()
    let settings = try Settings.load(flag: common.config)
    let trained = try FlagMistake.naming("--run") { try TrainedRun(contentsOf: runFolder) }
    // A mistake shows before data are looked for.
    let chosen = try FlagMistake.naming("--checkpoint") {
      try checkpoint.map { try RunModel(contentsOf: runFolder, checkpoint: $0) }
    }
    let options = DatasetOptions(
      imageMemory: try imageMemoryOption.bytes(settings), reading: trained.record.reading,
      skipsBadFiles: skipBadFiles || trained.record.skippedFiles > 0)
    let download = DownloadProgress()
    let loaded = try await FlagMistake.naming("--dataset") {
      try await DatasetCatalog.loadOrDownload(
        self.dataset ?? trained.record.dataset, dataDirectory: data.folder(settings),
        options: options, report: download.show)
    }
    download.clear()
    let dataset = try trained.normalized(loaded)
    for note in dataset.notes { progress.line(note) }
    // A mistake in the folder shows before a device is opened.
    _ = try trained.model(for: dataset)
    let opened = try BackendChoice.open(flag: backend, config: settings.backend) { progress.line($0) }
    let session = try trained.session(on: opened.device, for: dataset, microBatch: microBatch)
    if let chosen {
      try FlagMistake.naming("--checkpoint") { try chosen.write(to: session) }
      progress.line("checkpoint of step \(chosen.checkpoint.step)")
    }
    let evaluation = try session.evaluate(dataset.test, metrics: perClass ? [ConfusionMatrix()] : [])
    let report = try EvaluationReport(
      evaluation, of: trained, session: session, dataset: dataset, backend: opened, checkpointStep: chosen?.checkpoint.step)
    print(common.json ? try ReportEncoder.encode(report) : EvaluationText.text(report))
  }
}
