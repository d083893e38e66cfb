import Concord
import ConcordONNX

/// A model by name, or by the path of a file: JSON that describes one, or ONNX.
enum ModelChoice {
  /// The path, where a choice is one.
  static func file(_ choice: String) -> String? { choice.hasSuffix(".json") || isONNX(choice) ? choice : nil }

  /// Whether a choice is the path of a file that holds parameters too.
  static func isONNX(_ choice: String) -> Bool { choice.hasSuffix(".onnx") }

  static func model(_ choice: String, for shape: DatasetShape, width: Int? = nil, length: Int? = nil) throws -> Model {
    if let file = file(choice) {
      guard width == nil else { throw CommandError("a model file says itself how wide it is; leave --width out") }
      if isONNX(file) {
        guard length == nil else {
          throw CommandError("an ONNX file says itself how long its inputs are; leave --for length out")
        }
        return try ImportedModel(contentsOf: file).model
      }
      return try Model(contentsOf: file, inputShape: shape.imageShape, classCount: shape.classCount, length: length)
    }
    guard length == nil else {
      throw CommandError("'\(choice)' takes images; --for length is for a model file whose inputs are sequences")
    }
    return try ModelZoo.model(named: choice, imageShape: shape.imageShape, classCount: shape.classCount, width: width)
  }

  /// Checks that a data set of images and labels is all that a model needs.
  static func check(_ model: Model, takes shape: DatasetShape) throws {
    func names(_ names: [String]) -> String { names.joined(separator: ", ") }
    guard model.inputs.count == 1, model.outputs.count == 1 else {
      throw CommandError(
        "a data set of images feeds one input and one output, but '\(model.name)' has the inputs \(names(model.inputs.map(\.name)))"
          + " and the outputs \(names(model.outputs.map(\.name))); train it with the Swift API, which takes each by its name")
    }
    guard model.inputShape == shape.imageShape, model.inputElement == .float32 else {
      throw CommandError(
        "'\(model.name)' takes \(TensorType(model.inputElement, model.inputShape)), "
          + "but images of the data set are \(TensorType(shape.imageShape))")
    }
    guard model.outputs[0].shape == [shape.classCount] else {
      throw CommandError(
        "'\(model.name)' gives \(TensorType(model.outputs[0].shape)) for each image, "
          + "but the data set has \(shape.classCount) classes, which need a logit each")
    }
  }
}
