import Concord

/// A model by name, or by the path of a JSON file that describes one.
enum ModelChoice {
  static let help = "\(ModelZoo.entries.map(\.name).joined(separator: ", ")), or the path of a .json file"

  static func model(_ choice: String, for shape: DatasetShape) throws -> Model {
    if choice.hasSuffix(".json") {
      return try Model(contentsOf: choice, inputShape: shape.imageShape, classCount: shape.classCount)
    }
    return try ModelZoo.model(named: choice, imageShape: shape.imageShape, classCount: shape.classCount)
  }
}
