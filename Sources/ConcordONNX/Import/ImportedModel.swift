import ConcordFiles
import ConcordGraph
import ConcordNN
import ConcordTraining

/// A model that was read of an ONNX file: its layers as a model file, and its parameters by the layers' names.
///
/// Normalisations over batches are in the form that goes on learning. Dropout is there where the file has it.
public struct ImportedModel: Sendable {
  /// The model.
  public let model: Model
  /// The same as a JSON file.
  public let file: [UInt8]
  /// What its layers start from: parameters, and what they keep.
  public let parameters: Safetensors

  /// - Parameter path: An ONNX file of the operator sets 13 to 24, with the values that it keeps in other files beside it.
  /// - Throws: Where it cannot be read, or what of it cannot be expressed: the node, its operator and its attribute.
  public init(contentsOf path: String) throws(FileError) {
    let file = try ONNXFile(contentsOf: path)
    do throws(ONNXError) {
      try self.init(file.model, name: Self.name(path), folder: FolderPath.of(path))
    } catch {
      throw FileError(path, "\(error)")
    }
  }

  init(_ model: ONNXModel, name: String, folder: String? = nil) throws(ONNXError) {
    var importer = try Importer(model, folder: folder)
    try importer.run()
    let outputs = try importer.outputs()
    var text = "{\n  \"name\": \(JSONValue.string(name).text()),\n  \"inputs\": ["
    text += importer.inputs.map { input in
      let members: [String: JSONValue] = ["name": .string(input.name), "shape": .sizes(input.shape)]
      return JSONValue.object(members.merging(input.element == .int32 ? ["element": .string("int32")] : [:]) { $1 })
        .text(first: ["name", "shape"])
    }.joined(separator: ", ")
    text += "],\n"
    if let outputs { text += "  \"outputs\": \(JSONValue.array(outputs.map(JSONValue.string)).text()),\n" }
    let layers = importer.layers.descriptions.map { "    " + $0.text(first: ["type", "name", "inputs", "outputs"]) }
    text += "  \"layers\": [\n" + layers.joined(separator: ",\n") + "\n  ]\n}\n"
    file = Array(text.utf8)
    parameters = Safetensors(importer.parameters)
    do throws(GraphError) {
      self.model = try ModelFile.model(file, inputShape: importer.inputs[0].shape)
    } catch {
      throw ONNXError("the model that it becomes cannot be: \(error)")
    }
  }

  /// A file's name without its suffix.
  private static func name(_ path: String) -> String {
    let name = FolderPath.name(path)
    let stem = name.hasSuffix(".onnx") ? String(name.dropLast(5)) : name
    return stem.isEmpty ? "model" : stem
  }
}

extension Importer {
  /// The names of the model's outputs; nil where the last layer gives the one that there is.
  mutating func outputs() throws(ONNXError) -> [String]? {
    var names: [String] = []
    for output in graph.output {
      guard case .activation(let activation)? = values[output.name] else {
        throw ONNXError("the graph's output '\(output.name)' is given by no node, or does not depend on its inputs")
      }
      guard activation.isPlain else {
        throw ONNXError("the graph's output '\(output.name)' does not have samples along its first axis")
      }
      // A view needs a layer of its own; so does an output that is an input.
      var node = ONNXNode()
      node.opType = "output"
      node.name = output.name
      names.append(try materialized(activation, try NodeReader(node)))
    }
    guard !names.isEmpty, Set(names).count == names.count else {
      throw ONNXError("the graph needs outputs, each another tensor")
    }
    guard !inputs.contains(where: { names.contains($0.name) }) else {
      throw ONNXError("an output of the graph is an input of it")
    }
    return names == [lastName] ? nil : names
  }
}
