import ConcordFiles
import ConcordGraph
import ConcordKit

/// Models as JSON, for those who train without writing Swift: `{"name": …, "layers": [{"type": "Linear", "outputs": 10}, …]}`.
///
/// The keys of a layer are the labels of its initialiser in Swift. What a layer takes follows from the layers before it and is not
/// written down.
public enum ModelFile {
  /// A file larger than this is no model.
  public static let maximumByteCount = 1 << 20

  /// The layer types that a file can name: a line each, and those of ``ActivationLayers``.
  static let layerTypes: [any FileLayer.Type] =
    ([
      Addition.self,
      AvgPool2D.self,
      BatchNorm2D.self,
      Concatenation.self,
      Conv2D.self,
      Dropout.self,
      Embedding.self,
      Flatten.self,
      GELU.self,
      GlobalAveragePool.self,
      GroupNorm.self,
      LayerNorm.self,
      LeakyReLU.self,
      Linear.self,
      LogSoftmax.self,
      MaxPool2D.self,
      Multiplication.self,
      Pad2D.self,
      Parallel.self,
      ReLU.self,
      Residual.self,
      Sequential.self,
      Softmax.self,
      Split.self,
    ] + ActivationLayers.all).sorted { $0.type < $1.type }

  /// The model that `json` describes, for inputs of one shape.
  ///
  /// - Throws: What is wrong and where: no JSON, an unknown or missing key, a value of the wrong kind or size, a layer that does not
  ///   fit to those before it.
  public static func model(
    _ json: [UInt8], inputShape: [Int], inputElement: ElementType = .float32, classCount: Int
  ) throws(GraphError) -> Model {
    guard json.count <= maximumByteCount else {
      throw GraphError(layer: "", "it has \(json.count) bytes, and a model's description at most \(maximumByteCount)")
    }
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONReader.read(json)
    } catch {
      throw GraphError(layer: "", "\(error)")
    }
    guard case .object(let members) = value else {
      throw GraphError(layer: "", "a model's description is one JSON object with a name and layers")
    }
    if let unknown = members.keys.sorted().first(where: { !["name", "layers"].contains($0) }) {
      throw GraphError(layer: "", "a model has no \(JSONValue.string(unknown).summary); it has name and layers")
    }
    guard case .string(let name) = members["name"], !name.isEmpty else {
      throw GraphError(layer: "", "a model needs a name: a text that is not empty")
    }
    guard case .array(let values) = members["layers"] else {
      throw GraphError(layer: "", "a model needs layers: an array of objects")
    }
    let input = TensorType(inputElement, [1] + inputShape)
    let layers = try LayerReader().sequence(values, from: [input], named: ["images"])
    return try Model(name: name, inputShape: inputShape, inputElement: inputElement, classCount: classCount) { layers }
  }
}
