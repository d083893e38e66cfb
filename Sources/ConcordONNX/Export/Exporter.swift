import ConcordFiles
import ConcordGraph
import ConcordKit
import ConcordNN
import ConcordTraining

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Writes what a model computes in an evaluation as ONNX's operators: of each operation that the layers are made of.
///
/// The graph is made for two numbers of samples. Where sizes differ between them they follow the samples, whose number ONNX leaves open.
struct Exporter {
  /// Operator set 21, of 2024: the first whose group normalisation is that of the layers.
  static let opset: Int64 = 21
  /// The version of the file's format that brought it.
  static let formatVersion: Int64 = 10

  let plan: InferenceGraph
  /// The same for another number of samples.
  let other: InferenceGraph
  var graph = ONNXGraph()
  /// By what tensors with places of their own are called.
  private var names: [Tensor: String] = [:]
  /// What views are called that are there already.
  private var views: [ViewKey: String] = [:]
  private var used: Set<String> = []

  private struct ViewKey: Hashable {
    var storage: Tensor
    var shape: [Int]
  }

  init(_ model: Model) throws(GraphError) {
    plan = try InferenceGraph(model, size: 2)
    other = try InferenceGraph(model, size: 3)
  }

  /// The file of a model with these parameters.
  mutating func export(_ model: Model, _ parameters: Safetensors) throws(ONNXError) -> ONNXModel {
    graph.name = model.name
    for (input, tensor) in zip(model.inputs, plan.inputs) {
      names[tensor] = unique(input.name)
      graph.input.append(.end(names[tensor] ?? "", input.element, input.shape))
    }
    let values = Dictionary(parameters.tensors.map { ($0.name, $0) }) { first, _ in first }
    for parameter in plan.parameters + plan.state {
      guard let tensor = values[parameter.name], tensor.shape == parameter.shape, tensor.element == .float32 else {
        let found = values[parameter.name].map { "is \($0.element) of the shape \($0.shape)" } ?? "is missing"
        throw ONNXError(
          "the parameter '\(parameter.name)' of the shape \(parameter.shape) \(found); bring the model's own weights")
      }
      let name = unique(parameter.name)
      names[parameter.tensor] = name
      graph.initializer.append(.floats(name, tensor.shape, tensor.values))
    }
    for constant in plan.graph.constants {
      let name = unique("constant")
      names[constant.tensor] = name
      graph.initializer.append(.floats(name, [constant.values.count], constant.values))
    }
    for (output, ends) in zip(model.outputs, plan.outputs) {
      let name = unique(output.name)
      graph.output.append(.end(name, .float32, output.shape))
      let isOwn = plan.graph.storage(of: ends.logits) == ends.logits && names[ends.logits] == nil
      if isOwn { names[ends.logits] = name }
    }
    var rest = plan.forward[...]
    while let node = rest.first {
      let count = try ClassTokenExport.append(rest.prefix(3), to: &self)
      if count == 0 { try OperationExport.append(node, to: &self) }
      rest = rest.dropFirst(max(count, 1))
    }
    for (index, ends) in plan.outputs.enumerated() {
      let found = try name(of: ends.logits)
      if found != graph.output[index].name { add("Identity", [found], giving: graph.output[index].name) }
    }
    var file = ONNXModel()
    file.irVersion = Self.formatVersion
    file.producerName = "concord"
    file.producerVersion = ConcordVersion.text
    file.opsetImport = [ONNXOperatorSet.with { $0.version = Self.opset }]
    file.graph = graph
    return file
  }

  /// A name that nothing has yet.
  mutating func unique(_ wish: String) -> String {
    var (name, number) = (wish, 1)
    while !used.insert(name).inserted {
      number += 1
      name = "\(wish)_\(number)"
    }
    return name
  }

  /// A size for each axis; −1 where it follows the samples.
  func sizes(_ tensor: Tensor) throws(ONNXError) -> [Int] {
    // Both graphs are made by the same steps, so that tensors have the same numbers.
    let (shape, second) = (plan.graph[tensor].type.shape, other.graph[tensor].type.shape)
    let sizes = zip(shape, second).map { $0 == $1 ? $0 : -1 }
    guard shape.count == second.count, sizes.count(where: { $0 == -1 }) <= 1 else {
      throw ONNXError("a tensor follows the samples along several axes, \(shape), which a shape in ONNX cannot say")
    }
    return sizes
  }

  /// What a tensor is called; a view costs a node the first time.
  mutating func name(of tensor: Tensor) throws(ONNXError) -> String {
    let storage = plan.graph.storage(of: tensor)
    guard let base = names[storage] else { throw ONNXError("a tensor is read before anything gives it") }
    guard plan.graph[storage].type.shape != plan.graph[tensor].type.shape else { return base }
    let key = ViewKey(storage: storage, shape: plan.graph[tensor].type.shape)
    if let name = views[key] { return name }
    let name = add("Reshape", [base, sizesConstant(try sizes(tensor))], giving: unique(base + "_view"))
    views[key] = name
    return name
  }

  /// What an operation's output is to be called.
  mutating func newName(_ tensor: Tensor, layer: String) throws(ONNXError) -> String {
    let storage = plan.graph.storage(of: tensor)
    if storage == tensor, let name = names[storage] { return name }
    guard storage == tensor else { throw ONNXError("layer '\(layer)' writes into another tensor, which ONNX cannot say") }
    let name = unique(layer.isEmpty ? "value" : layer)
    names[tensor] = name
    return name
  }

  /// Whole numbers as an initializer.
  mutating func sizesConstant(_ sizes: [Int]) -> String {
    let name = unique("sizes")
    graph.initializer.append(
      ONNXTensor.with {
        $0.name = name
        $0.dims = [Int64(sizes.count)]
        $0.dataType = TensorReader.Element.int64.rawValue
        $0.rawData = Data(sizes.flatMap { size in withUnsafeBytes(of: Int64(size).littleEndian) { Array($0) } })
      })
    return name
  }

  /// One number as an initializer.
  mutating func number(_ value: Float) -> String {
    let name = unique("number")
    graph.initializer.append(.floats(name, [], [value]))
    return name
  }

  /// A place along an axis, as an initializer.
  mutating func index(_ place: Int) -> String {
    let name = sizesConstant([place])
    graph.initializer[graph.initializer.count - 1].dims = []
    return name
  }

  /// Gives what a new node gives another name.
  mutating func rename(_ name: String, to new: String) {
    for index in graph.node.indices.reversed() where graph.node[index].output == [name] {
      graph.node[index].output = [new]
      return
    }
  }

  /// Appends a node that gives one tensor.
  ///
  /// - Returns: What the tensor is called.
  @discardableResult
  mutating func add(
    _ type: String, _ inputs: [String], _ attributes: [ONNXAttribute] = [], giving output: String? = nil
  ) -> String {
    let output = output ?? unique(type.lowercased())
    graph.node.append(
      ONNXNode.with {
        $0.opType = type
        $0.name = "node_\(graph.node.count)_\(type)"
        $0.input = inputs
        $0.output = [output]
        $0.attribute = attributes
      })
    return output
  }
}

extension ONNXValueInfo {
  /// An input or output [samples, …].
  static func end(_ name: String, _ element: ElementType, _ shape: [Int]) -> ONNXValueInfo {
    ONNXValueInfo.with {
      $0.name = name
      $0.type.tensorType.elemType = (element == .float32 ? TensorReader.Element.float32 : .int32).rawValue
      $0.type.tensorType.shape.dim =
        [ONNXDimension.with { $0.dimParam = "samples" }]
        + shape.map { size in ONNXDimension.with { $0.dimValue = Int64(size) } }
    }
  }
}

extension ONNXTensor {
  static func floats(_ name: String, _ shape: [Int], _ values: [Float]) -> ONNXTensor {
    ONNXTensor.with {
      $0.name = name
      $0.dims = shape.map { Int64($0) }
      $0.dataType = TensorReader.Element.float32.rawValue
      $0.rawData = values.map(\.bitPattern.littleEndian).withUnsafeBytes { Data($0) }
    }
  }
}

extension ONNXAttribute {
  static func int(_ name: String, _ value: Int) -> ONNXAttribute {
    ONNXAttribute.with { ($0.name, $0.type, $0.i) = (name, .int, Int64(value)) }
  }

  static func float(_ name: String, _ value: Float) -> ONNXAttribute {
    ONNXAttribute.with { ($0.name, $0.type, $0.f) = (name, .float, value) }
  }

  static func ints(_ name: String, _ values: [Int]) -> ONNXAttribute {
    ONNXAttribute.with { ($0.name, $0.type, $0.ints) = (name, .ints, values.map { Int64($0) }) }
  }

  static func text(_ name: String, _ value: String) -> ONNXAttribute {
    ONNXAttribute.with { ($0.name, $0.type, $0.s) = (name, .string, Data(value.utf8)) }
  }
}
