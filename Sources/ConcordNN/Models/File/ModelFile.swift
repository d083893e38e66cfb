import ConcordFiles
import ConcordGraph
import ConcordKit

/// Models as JSON, for those who train without writing Swift: `{"name": …, "layers": [{"type": "Linear", "outputs": 10}, …]}`.
///
/// The keys of a layer are the labels of its initialiser in Swift. What a layer takes follows from the layers before it and is not
/// written down. Several inputs and outputs are named: `"inputs": [{"name": "image", "shape": [1, 28, 28]}, …], "outputs": ["digit", …]`.
public enum ModelFile {
  /// A file larger than this is no model.
  public static let maximumByteCount = 1 << 20

  /// The layer types that a file can name: a line each, and those of ``ActivationLayers``.
  static let layerTypes: [any FileLayer.Type] =
    ([
      Addition.self,
      AvgPool2D.self,
      BatchNorm2D.self,
      ClassToken.self,
      Concatenation.self,
      Conv2D.self,
      Dropout.self,
      Embedding.self,
      Flatten.self,
      GELU.self,
      GlobalAveragePool.self,
      GroupNorm.self,
      GRU.self,
      LayerNorm.self,
      LearnedPositions.self,
      LearnedScale.self,
      LeakyReLU.self,
      LSTM.self,
      Linear.self,
      LogSoftmax.self,
      MatrixProduct.self,
      MaxPool2D.self,
      MultiHeadAttention.self,
      Multiplication.self,
      Pad2D.self,
      Parallel.self,
      PatchEmbedding.self,
      Permute.self,
      RNN.self,
      ReLU.self,
      Reshape.self,
      Residual.self,
      Rows.self,
      Scaling.self,
      Select.self,
      Sequential.self,
      SinusoidalPositions.self,
      Softmax.self,
      Split.self,
      TransformerEncoderLayer.self,
    ] + ActivationLayers.all).sorted { $0.type < $1.type }

  /// The model that `json` describes.
  ///
  /// - Parameters:
  ///   - json: UTF-8.
  ///   - inputShape: Of the one input `images`, where the file names none.
  ///   - inputElement: The type of the input's values.
  ///   - classCount: What the last layer must give where the file names no outputs: [N, classes]; anything where nil.
  ///   - length: Tokens of its sequences in place of those in the file.
  /// - Throws: What is wrong and where: no JSON, an unknown or missing key, a value of the wrong kind or size, a layer that does not
  ///   fit to those before it.
  public static func model(
    _ json: [UInt8], inputShape: [Int], inputElement: ElementType = .float32, classCount: Int? = nil, length: Int? = nil
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
    let keys = ["name", "inputs", "layers", "outputs"]
    if let unknown = members.keys.sorted().first(where: { !keys.contains($0) }) {
      throw GraphError(
        layer: "",
        "a model has no \(JSONValue.string(unknown).summary); it has name and layers, and may have inputs and outputs")
    }
    guard case .string(let name) = members["name"], !name.isEmpty else {
      throw GraphError(layer: "", "a model needs a name: a text that is not empty")
    }
    guard case .array(let values) = members["layers"] else {
      throw GraphError(layer: "", "a model needs layers: an array of objects")
    }
    var inputs = try inputs(members["inputs"]) ?? [ModelInput("images", inputShape, inputElement)]
    if let length { inputs = try stretched(inputs, to: length) }
    let outputs = try outputs(members["outputs"])
    let layers = try LayerReader().sequence(
      values, from: inputs.map { TensorType($0.element, [1] + $0.shape) }, named: inputs.map(\.name))
    let model = try Model(name: name, inputs: inputs, outputs: outputs) { layers }
    if let classCount, outputs.isEmpty { try model.check(classCount: classCount) }
    return model
  }
}
