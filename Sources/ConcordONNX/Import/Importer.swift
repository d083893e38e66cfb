import ConcordFiles
import ConcordGraph
import ConcordKit
import ConcordNN
import ConcordTraining

/// Makes layers of a graph's nodes, one after another, and takes the initializers that become their parameters.
struct Importer {
  let graph: ONNXGraph
  let opset: Int
  let inputs: [ModelInput]
  var layers: LayerList
  var names: LayerNames
  /// By the names of the graph.
  var values: [String: Value] = [:]
  var parameters: [Safetensors.Tensor] = []
  /// Nodes that were read together with one before them.
  var done: Set<Int> = []
  /// Where each name is read: the numbers of the nodes; -1 for the graph's outputs.
  private(set) var readers: [String: [Int]] = [:]
  /// Initializers that are a layer's matrix or filter already.
  private var taken: Set<String> = []
  /// What the last layer gives.
  private(set) var lastName: String

  /// The number of samples that the file says, where it does.
  let batch: Int?

  /// More layers a model file does not hold.
  private static let maximumLayerCount = 4096

  init(_ model: ONNXModel, folder: String?) throws(ONNXError) {
    graph = model.graph
    opset = Int(model.opsetImport.first { ONNXFile.isStandard($0.domain) }?.version ?? 0)
    let ends = try GraphInputs(graph)
    (inputs, batch) = (ends.inputs, ends.batch)
    layers = LayerList(inputs)
    names = LayerNames(taken: inputs.map(\.name) + ["input", "images"])
    lastName = inputs.count == 1 ? inputs[0].name : ""
    for (value, input) in zip(ends.names, inputs) { values[value] = .activation(SampleTensor(input.name, input.shape)) }
    let reader = TensorReader(folder: folder)
    for tensor in graph.initializer {
      guard values.updateValue(.constant(try reader.constant(tensor)), forKey: tensor.name) == nil else {
        throw ONNXError("two initializers or inputs are called '\(tensor.name)'")
      }
    }
    for (number, node) in graph.node.enumerated() {
      for name in node.input where !name.isEmpty { readers[name, default: []].append(number) }
    }
    for output in graph.output { readers[output.name, default: []].append(-1) }
  }

  /// Reads all nodes, which ONNX keeps in an order in which each takes what is there.
  mutating func run() throws(ONNXError) {
    for (number, node) in graph.node.enumerated() where !done.contains(number) {
      let reader = try NodeReader(node)
      guard ONNXFile.isStandard(node.domain) else {
        throw reader.failure(
          "is of the domain '\(node.domain)', and only ONNX's own operators are known; export without functions")
      }
      for name in node.input where !name.isEmpty && values[name] == nil {
        throw reader.failure("takes '\(name)', which nothing before it gives: the graph is cyclic, out of order or incomplete")
      }
      for name in node.output where !name.isEmpty && values[name] != nil {
        throw reader.failure("gives '\(name)', which something before it gives already")
      }
      let results = try Operators.read(reader, number, &self)
      try reader.finish()
      guard results.count <= node.output.count || node.output.isEmpty else { continue }
      for (name, value) in zip(node.output, results) where !name.isEmpty { values[name] = value }
      for name in node.output.dropFirst(results.count) where !name.isEmpty && readers[name] != nil {
        throw reader.failure("gives '\(name)' besides its first output, which cannot be expressed")
      }
    }
  }

  // MARK: What nodes take

  func value(_ reader: NodeReader, _ index: Int) throws(ONNXError) -> Value {
    guard let value = try optionalValue(reader, index) else { throw reader.failure("lacks its input \(index)") }
    return value
  }

  func optionalValue(_ reader: NodeReader, _ index: Int) throws(ONNXError) -> Value? {
    guard reader.node.input.indices.contains(index), !reader.node.input[index].isEmpty else { return nil }
    return values[reader.node.input[index]]
  }

  func activation(_ reader: NodeReader, _ index: Int) throws(ONNXError) -> SampleTensor {
    guard case .activation(let activation) = try value(reader, index) else {
      throw reader.failure("takes constants alone, and its result cannot be computed here")
    }
    return activation
  }

  func optionalConstant(_ reader: NodeReader, _ index: Int, _ name: String) throws(ONNXError) -> Constant? {
    guard let value = try optionalValue(reader, index) else { return nil }
    guard case .constant(let constant) = value else {
      throw reader.failure("depends on the samples, and only a constant can be expressed", name)
    }
    return constant
  }

  func constant(_ reader: NodeReader, _ index: Int, _ name: String) throws(ONNXError) -> Constant {
    guard let constant = try optionalConstant(reader, index, name) else { throw reader.failure("is missing", name) }
    return constant
  }

  /// Whole numbers of an input, of which one may be the number of samples.
  func integers(_ reader: NodeReader, _ index: Int, _ name: String) throws(ONNXError) -> [Int?]? {
    guard let constant = try optionalConstant(reader, index, name) else { return nil }
    guard case .integers(let integers) = constant.values else { throw reader.failure("must be whole numbers", name) }
    return integers
  }

  /// Whole numbers of an attribute or, since a later operator set, of an input.
  func integers(_ reader: NodeReader, _ index: Int, orAttribute name: String) throws(ONNXError) -> [Int]? {
    if let values = try reader.integers(name) { return values }
    guard let values = try integers(reader, index, name) else { return nil }
    let known = values.compactMap(\.self)
    guard known.count == values.count, known.allSatisfy({ $0.magnitude <= 1 << 62 }) else {
      throw reader.failure("depends on the number of samples", name)
    }
    return known
  }

  /// The number that a constant of one element is.
  func number(_ reader: NodeReader, _ index: Int, _ name: String) throws(ONNXError) -> Float? {
    guard let constant = try optionalConstant(reader, index, name) else { return nil }
    guard case .floats(let values) = constant.values, values.count == 1 else {
      throw reader.failure("must be one number", name)
    }
    return values[0]
  }

  // MARK: Layers

  /// Appends a layer.
  ///
  /// - Parameters:
  ///   - type: As a model file names it.
  ///   - named: After whose parameters or node it is called; a number follows the type where nil.
  ///   - inputs: What it takes.
  ///   - members: Its attributes.
  ///   - outputs: How many it gives, where not one.
  mutating func add(
    _ type: String, named: String? = nil, _ reader: NodeReader, _ inputs: [SampleTensor], _ members: [String: JSONValue] = [:],
    outputs: Int = 1
  ) throws(ONNXError) -> [SampleTensor] {
    guard layers.descriptions.count < Self.maximumLayerCount else {
      throw reader.failure("would be one layer more than the \(Self.maximumLayerCount) that a model here may have")
    }
    var taken: [String] = []
    for input in inputs { taken.append(try materialized(input, reader)) }
    let name = names.unique(named ?? type.lowercased(), numbered: named == nil)
    var description = members
    description["type"] = .string(type)
    description["name"] = .string(name)
    if taken != [lastName] { description["inputs"] = .array(taken.map(JSONValue.string)) }
    var given = [name]
    if outputs > 1 {
      given.removeAll()
      for number in 0..<outputs { given.append(names.unique("\(name).\(number)", numbered: false)) }
      description["outputs"] = .array(given.map(JSONValue.string))
    }
    let types: [TensorType]
    do throws(GraphError) {
      types = try layers.append(description)
    } catch {
      throw reader.failure("becomes a layer that cannot be: \(error)")
    }
    lastName = outputs == 1 ? name : ""
    return zip(given, types).map { name, type in
      var output = SampleTensor(name, Array(type.shape.dropFirst()))
      if let input = inputs.first { output.samples = input.samples }
      return output
    }
  }

  /// The layer's one output.
  mutating func layer(
    _ type: String, named: String? = nil, _ reader: NodeReader, _ inputs: [SampleTensor], _ members: [String: JSONValue] = [:]
  ) throws(ONNXError) -> SampleTensor {
    try add(type, named: named, reader, inputs, members)[0]
  }

  /// The name of what a layer gives in the shape in which the graph sees it.
  mutating func materialized(_ activation: SampleTensor, _ reader: NodeReader) throws(ONNXError) -> String {
    guard activation.given != activation.shape else { return activation.name }
    let whole = SampleTensor(activation.name, activation.given)
    if activation.shape.count == 1 { return try layer("Flatten", reader, [whole]).name }
    return try layer("Reshape", reader, [whole], ["shape": .sizes(activation.shape)]).name
  }

  // MARK: Parameters

  /// Makes a constant a parameter of a layer, in the same order of elements.
  mutating func keep(
    _ constant: Constant, _ reader: NodeReader, layer: String, _ name: String, shape: [Int]? = nil
  ) throws(ONNXError) {
    guard case .floats(let values) = constant.values else { throw reader.failure("takes whole numbers as '\(name)'") }
    // Vectors that happen to be equal are often one initializer; a matrix is one only where a model uses it twice.
    if let origin = constant.origin, constant.shape.count(where: { $0 > 1 }) > 1, !taken.insert(origin).inserted {
      throw reader.failure("shares the parameter '\(origin)' with a node before it, and layers here have each their own")
    }
    parameters.append(Safetensors.Tensor(name: "\(layer).\(name)", shape: shape ?? constant.shape, values: values))
  }

  /// Makes a constant the one parameter of a layer, under the layer's own name.
  mutating func keepWhole(_ constant: Constant, _ reader: NodeReader, name: String, shape: [Int]) throws(ONNXError) {
    try keep(constant, reader, layer: name, "", shape: shape)
    parameters[parameters.count - 1].name = name
  }

  /// The one node that reads what a node gives; nil where there are several.
  func onlyReader(of name: String) -> Int? {
    guard let readers = readers[name], readers.count == 1, readers[0] >= 0 else { return nil }
    return readers[0]
  }
}
