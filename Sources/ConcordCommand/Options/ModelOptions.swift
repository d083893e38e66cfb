import ArgumentParser
import Concord

/// Which model, for images of which data set.
struct ModelOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Which model: \(ModelChoice.help).", valueName: "name"))
  var model: String?

  @Option(
    help: ArgumentHelp(
      "Which data set: \(DatasetCatalog.names.joined(separator: ", ")), or a folder of PNG files, by a path with a '/'.",
      valueName: "name"))
  var dataset: String?

  /// The model for the data set's images, without reading them.
  func resolve(_ settings: Settings) throws -> Model {
    let shape = try DatasetCatalog.shape(of: datasetName(settings))
    return try ModelChoice.model(model ?? settings.model ?? "mlp", for: shape)
  }

  func datasetName(_ settings: Settings) -> String { dataset ?? settings.dataset ?? "digits" }
}
