import ArgumentParser
import Concord

/// Which model, for images of which data set.
struct ModelOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Which model: \(NamedChoice.model.list).", valueName: "name"), transform: NamedChoice.model.parse)
  var model: String?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Hidden units of mlp. Default: 128.", valueName: "n"),
    transform: Limits.widths.parse)
  var width: Int?

  @Option(
    help: ArgumentHelp("Which data set: \(NamedChoice.dataset.list).", valueName: "name"),
    transform: NamedChoice.dataset.parse)
  var dataset: String?

  @OptionGroup var images: ImageOptions

  /// The model for the data set's images, without reading them.
  func resolve(_ settings: Settings) throws -> Model { try model(settings) }

  /// The model, found to take the data set's images and to give a logit for each of its classes.
  func resolveForImages(_ settings: Settings) throws -> Model {
    let (model, shape) = (try resolve(settings), try shape(settings))
    return try FlagMistake.naming("--model") {
      try ModelChoice.check(model, takes: shape)
      return model
    }
  }

  /// - Parameter sizes: Of square images with the data set's channels, instead of its own; the width instead of the one that was chosen;
  ///   tokens of the model file's sequences.
  func model(_ settings: Settings, sizes: Fit.Subject.Sizes = .init()) throws -> Model {
    let (shape, side) = (try shape(settings), sizes.side)
    let taken = DatasetShape(
      imageShape: side.map { [shape.imageShape[0], $0, $0] } ?? shape.imageShape, classCount: shape.classCount)
    let chosen = sizes.width ?? self.width ?? settings.width
    if let chosen { try Limits.widths.check(chosen, "width") }
    do {
      return try ModelChoice.model(modelName(settings), for: taken, width: chosen, length: sizes.length)
    } catch  where (side != nil || sizes.length != nil) && (error is GraphError || error is FileError) {
      // The search over sizes goes on with the next one.
      throw GraphError(layer: "", "\(error)")
    } catch {
      // Only a width of its own can be at fault in a model that has one.
      return try FlagMistake.naming(chosen == nil ? "--model" : "--width") { throw error }
    }
  }

  /// What the data set's images are like, as they are read.
  private func shape(_ settings: Settings) throws -> DatasetShape {
    let options = try images.options(settings)
    return try FlagMistake.naming("--dataset") { try DatasetCatalog.shape(of: datasetName(settings), options: options) }
  }

  /// The file that the model comes from; nil where it is one of the zoo.
  func modelFile(_ settings: Settings) -> String? { ModelChoice.file(modelName(settings)) }

  func modelName(_ settings: Settings) -> String { model ?? settings.model ?? "mlp" }

  func datasetName(_ settings: Settings) -> String { dataset ?? settings.dataset ?? "digits" }
}
