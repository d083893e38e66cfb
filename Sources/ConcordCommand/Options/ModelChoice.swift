import Concord

/// A model by name, or by the path of a JSON file that describes one.
enum ModelChoice {
  /// The path, where a choice is one.
  static func file(_ choice: String) -> String? { choice.hasSuffix(".json") ? choice : nil }

  static func model(_ choice: String, for shape: DatasetShape, width: Int? = nil) throws -> Model {
    if let file = file(choice) {
      guard width == nil else { throw CommandError("a model file says itself how wide it is; leave --width out") }
      return try Model(contentsOf: file, inputShape: shape.imageShape, classCount: shape.classCount)
    }
    return try ModelZoo.model(named: choice, imageShape: shape.imageShape, classCount: shape.classCount, width: width)
  }
}
