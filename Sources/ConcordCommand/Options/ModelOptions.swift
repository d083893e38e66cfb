import ArgumentParser
import Concord

/// Which model, for images of which data set.
struct ModelOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Which model: \(ModelChoice.help).", valueName: "name"))
  var model: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("Hidden units of mlp. Default: 128.", valueName: "n"))
  var width: Int?

  @Option(
    help: ArgumentHelp(
      "Which data set: \(DatasetCatalog.names.joined(separator: ", ")), or a folder of PNG files, by a path with a '/'.",
      valueName: "name"))
  var dataset: String?

  /// The model for the data set's images, without reading them.
  func resolve(_ settings: Settings) throws -> Model { try model(settings, side: nil, width: nil) }

  /// - Parameters:
  ///   - side: Of square images with the data set's channels, instead of its own.
  ///   - width: Instead of the one that was chosen.
  func model(_ settings: Settings, side: Int?, width: Int?) throws -> Model {
    let shape = try DatasetCatalog.shape(of: datasetName(settings))
    let taken = DatasetShape(
      imageShape: side.map { [shape.imageShape[0], $0, $0] } ?? shape.imageShape, classCount: shape.classCount)
    return try ModelChoice.model(modelName(settings), for: taken, width: width ?? self.width ?? settings.width)
  }

  /// The JSON file that the model comes from; nil where it is one of the zoo.
  func modelFile(_ settings: Settings) -> String? { ModelChoice.file(modelName(settings)) }

  func modelName(_ settings: Settings) -> String { model ?? settings.model ?? "mlp" }

  func datasetName(_ settings: Settings) -> String { dataset ?? settings.dataset ?? "digits" }
}
