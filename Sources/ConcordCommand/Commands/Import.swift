import ArgumentParser
import Concord
import ConcordFiles
import ConcordONNX

struct Import: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes a model file, and its weights, of an ONNX file; says what of it cannot be expressed.")

  @Argument(help: ArgumentHelp("The ONNX file.", valueName: "model.onnx"), transform: PathText.parse)
  var file: String

  @Option(help: ArgumentHelp("Write the model as JSON.", valueName: "file"), transform: PathText.parse(.json))
  var output: String

  @Option(
    help: ArgumentHelp("Write its parameters as safetensors.", valueName: "file"), transform: PathText.parse(.safetensors))
  var weights: String

  @OptionGroup var common: CommonOptions

  private struct Report: Encodable {
    var model: String
    var layers: Int
    var parameters: Int
    var output: String
    var weights: String
  }

  func run() async throws {
    Log.start(verbose: common.verbose)
    let outputs = try FileOutput.reserved([("--output", output), ("--weights", weights)])
    let imported = try ImportedModel(contentsOf: file)
    try outputs[0]?.write(imported.file)
    if let weights = outputs[1] { try imported.parameters.write(to: weights) }
    let report = Report(
      model: imported.model.name, layers: imported.model.layers.count,
      parameters: try imported.model.summary(batchSize: 1).reduce(0) { $0.addingSaturating($1.parameterCount) }, output: output,
      weights: weights)
    if common.json { return print(try ReportEncoder.encode(report)) }
    print(
      "\(Format.name(report.model)): \(report.layers) layers, \(Format.grouped(report.parameters)) parameters; to train it on: "
        + ShellText.command(["concord", "train", "--model", output, "--init", weights, "--dataset", "…"]))
  }
}
