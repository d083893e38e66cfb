import ArgumentParser
import Concord
import ConcordFiles
import ConcordONNX

struct Export: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes a trained model as ONNX, for any number of images at a time.")

  @Argument(
    help: ArgumentHelp("The file to write.", valueName: "model.onnx"), transform: PathText.parse(.onnx))
  var file: String

  @Option(
    name: .customLong("run"), help: ArgumentHelp("The folder that `concord train --run` made.", valueName: "folder"),
    transform: PathText.parse)
  var runFolder: String?

  @Option(
    help: ArgumentHelp("last, best, or a step. Default: best where one was chosen, else last.", valueName: "name"),
    transform: PathText.parse)
  var checkpoint: String?

  @OptionGroup var choice: ModelOptions

  @Option(
    help: ArgumentHelp("The parameters of --model, as `train --save` wrote them.", valueName: "file"), transform: PathText.parse
  )
  var weights: String?

  @OptionGroup var common: CommonOptions

  private struct Report: Encodable {
    var model: String
    var parameters: Int
    var file: String
    var bytes: Int
  }

  func run() async throws {
    Log.start(verbose: common.verbose)
    let output = try FlagMistake.naming("model.onnx") { try FileOutput(file) }
    let (model, parameters) = try source()
    let bytes = try ONNXExport.file(of: model, parameters)
    try output.write(bytes)
    let report = Report(
      model: model.name, parameters: try model.summary(batchSize: 1).reduce(0) { $0.addingSaturating($1.parameterCount) },
      file: file, bytes: bytes.count)
    if common.json { return print(try ReportEncoder.encode(report)) }
    print(
      "\(Format.name(report.model)): \(Format.grouped(report.parameters)) parameters, "
        + "\(Format.grouped(report.bytes)) bytes in '\(file.printable())'")
  }

  /// The model and its parameters: a run's, or those of two files.
  private func source() throws -> (Model, Safetensors) {
    if let runFolder {
      guard weights == nil, choice.model == nil else {
        throw CommandError("--run: a run has its model and its parameters; leave --model and --weights out")
      }
      let run = try FlagMistake.naming(checkpoint == nil ? "--run" : "--run, --checkpoint") {
        try RunModel(contentsOf: runFolder, checkpoint: checkpoint)
      }
      return (run.model, Safetensors(run.checkpoint.tensors))
    }
    guard checkpoint == nil else { throw CommandError("--checkpoint: is one of a run; name it with --run") }
    let settings = try Settings.load(flag: common.config)
    let model = try choice.resolve(settings)
    if let weights { return (model, try FlagMistake.naming("--weights") { try Safetensors(contentsOf: weights) }) }
    guard let file = choice.modelFile(settings), ModelChoice.isONNX(file) else {
      throw CommandError("--weights: say which parameters '\(model.name)' has, or name a run with --run")
    }
    return (model, try ImportedModel(contentsOf: file).parameters)
  }
}
