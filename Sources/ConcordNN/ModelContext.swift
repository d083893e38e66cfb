import ConcordGraph
import ConcordKit

/// A named tensor of a model that outlives a step: learned, or, as state, kept by a layer.
public struct Parameter: Sendable {
  /// As PyTorch's `state_dict` names it: `fc1.weight`.
  public let name: String
  /// Where it is in the graph.
  public let tensor: Tensor
  /// Its shape.
  public let shape: [Int]
  /// What it holds before the first step.
  public let initializer: Initializer

  /// How many values it has.
  public var elementCount: Int { TensorType(shape).elementCount }
}

/// What a layer of a model is and does, as summaries show it.
public struct LayerRecord: Sendable {
  /// The layer's name.
  public let name: String
  /// The layer's type, such as `Linear`.
  public let kind: String
  /// Each [N, …].
  public let outputShapes: [[Int]]
  /// Without those of the layers within it, which have records of their own.
  public let parameterCount: Int
  /// Of the forward pass, without those of the layers within it. Saturates at `Int.max`.
  public let multiplyAdds: Int

  /// Of the first output.
  public var outputShape: [Int] { outputShapes.first ?? [] }
}

/// What layers append to while a model is built.
public struct ModelContext: Sendable {
  /// The graph that layers append to.
  public var graph: Graph
  /// The parameters that layers asked for, in order.
  public private(set) var parameters: [Parameter] = []
  /// What layers keep without learning it, such as running statistics.
  public private(set) var state: [Parameter] = []
  /// What each layer appended, in order.
  public private(set) var layers: [LayerRecord] = []
  private var scope: [String]
  private var values = NamedValues<Tensor>()
  private var randomStreamCount = 0
  /// Parameters and state declared before, by name: a second pass over the model uses them again.
  private let known: [String: Parameter]
  private var names: Set<String> = []
  private var repeatedName: String?

  /// - Parameter scope: The names of the layers that the first ones lie in.
  init(_ graph: Graph, known: [Parameter] = [], scope: some Sequence<String> = []) {
    self.graph = graph
    self.scope = Array(scope)
    self.known = Dictionary(known.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Declares what layers can take by name from lists around them, where these are not part of the graph.
  mutating func know(_ types: NamedValues<TensorType>) { values = types.map { graph.declare("x", $0, .batch) } }

  /// The parameter `name` of the layer that is being applied; where it is empty, of the layer's own name.
  public mutating func parameter(_ name: String, _ shape: [Int], _ initializer: Initializer) -> Tensor {
    let parameter = declared(name, shape, initializer, .parameters)
    parameters.append(parameter)
    return parameter.tensor
  }

  /// A tensor `name` that the layer that is being applied keeps from step to step, saved with the parameters but not learned.
  public mutating func state(_ name: String, _ shape: [Int], _ initializer: Initializer) -> Tensor {
    let tensor = declared(name, shape, initializer, .state)
    state.append(tensor)
    return tensor.tensor
  }

  private mutating func declared(
    _ name: String, _ shape: [Int], _ initializer: Initializer, _ category: MemoryCategory
  ) -> Parameter {
    // A layer's only parameter may have the layer's own name.
    let fullName = (scope + (name.isEmpty ? [] : [name])).joined(separator: ".")
    if !names.insert(fullName).inserted { repeatedName = repeatedName ?? fullName }
    if let known = known[fullName] { return known }
    let tensor = graph.declare(fullName, TensorType(shape), category)
    return Parameter(name: fullName, tensor: tensor, shape: shape, initializer: initializer)
  }

  /// The number of one more random stream of the model, for a layer that draws numbers.
  public mutating func nextRandomStream() -> Int {
    randomStreamCount += 1
    return randomStreamCount - 1
  }

  /// The run scalars that an operation which draws random numbers takes.
  public mutating func randomScalars() -> [RunScalar] { RandomScalars.all.map { graph.scalar($0, .uint32) } }

  /// Applies layers one after another, each in the scope of its name or position.
  ///
  /// - Throws: Where two layers' parameters have one name: they could not be told apart.
  public mutating func apply(_ sequence: [any Layer], to input: Tensor) throws(GraphError) -> Tensor {
    let outputs = try apply(sequence, to: [input])
    return try only(outputs, of: sequence.last?.kind ?? "a list of layers")
  }

  /// Applies layers in order, each to what the one before gives or to what it names.
  ///
  /// - Parameters:
  ///   - sequence: The layers, in order.
  ///   - inputs: What the first takes.
  ///   - names: Of `inputs`, for the layers.
  ///   - outputs: Names of the tensors that are wanted; what the last layer gives where nil.
  public mutating func apply(
    _ sequence: [any Layer], to inputs: [Tensor], named names: [String] = [], giving outputs: [String]? = nil
  ) throws(GraphError) -> [Tensor] {
    values.begin(inputs, named: names)
    defer { values.end() }
    var tensors = inputs
    for (layer, name) in zip(sequence, try self.names(of: sequence)) {
      let path = scope + [name]
      let taken = try values.inputs(of: layer, after: tensors, path: path)
      tensors = try apply(layer, as: name, to: taken)
      try values.give(tensors, of: layer, path: path)
    }
    guard let outputs else { return tensors }
    return try values.values(outputs, path: scope, taker: "the model's output")
  }

  /// The tensor of which there must be one.
  func only(_ tensors: [Tensor], of kind: String) throws(GraphError) -> Tensor {
    guard tensors.count == 1 else {
      throw GraphError(
        layer: graph.layer, "\(kind) gives \(tensors.count) tensors where one is expected; a layer takes some of them by name")
    }
    return tensors[0]
  }

  /// Applies each of several layers to one tensor, in the scope of its name or position.
  public mutating func apply(each layers: [any Layer], to input: Tensor) throws(GraphError) -> [Tensor] {
    var outputs: [Tensor] = []
    for (layer, name) in zip(layers, try names(of: layers)) {
      let inputs = try values.inputs(of: layer, after: [input], path: scope + [name])
      let given = try apply(layer, as: name, to: inputs)
      outputs.append(try only(given, of: layer.kind))
    }
    return outputs
  }

  /// What a layer gives, in the scope that there is.
  mutating func outputs(of layer: any Layer, for inputs: [Tensor]) throws(GraphError) -> [Tensor] {
    if let layer = layer as? any MultiTensorLayer { return try layer.apply(to: inputs, in: &self) }
    guard inputs.count == 1 else {
      throw GraphError(layer: graph.layer, "\(layer.kind) expects one tensor, but got \(inputs.count)")
    }
    return [try layer.apply(to: inputs[0], in: &self)]
  }

  /// Applies a layer in the scope of a name.
  mutating func apply(_ layer: any Layer, as name: String, to inputs: [Tensor]) throws(GraphError) -> [Tensor] {
    let outerLayer = graph.layer
    scope.append(name)
    let fullName = scope.joined(separator: ".")
    graph.layer = fullName
    defer {
      scope.removeLast()
      graph.layer = outerLayer
    }
    let (parametersBefore, nodesBefore, layersBefore) = (parameters.count, graph.nodes.count, layers.count)
    try graph.check(inputs.map { graph[$0].type }, of: layer.kind)
    let outputs = try outputs(of: layer, for: inputs)
    if let repeatedName {
      throw GraphError(layer: fullName, "several parameters are called '\(repeatedName)'; give each a name of its own")
    }
    // A layer made of layers is what those are.
    guard layers.count == layersBefore else { return outputs }
    let parameterCount = parameters[parametersBefore...].reduce(0) { $0.addingSaturating($1.elementCount) }
    let multiplyAdds = graph.nodes[nodesBefore...].reduce(0) { sum, node in
      sum.addingSaturating(node.definition.multiplyAdds(for: node.inputs.map { graph[$0].type }))
    }
    layers.append(
      LayerRecord(
        name: fullName, kind: layer.kind, outputShapes: outputs.map { graph[$0].type.shape }, parameterCount: parameterCount,
        multiplyAdds: multiplyAdds))
    return outputs
  }

  /// Each layer's name or else its position. A name may be another layer's position, such as "1" of a residual block before an
  /// activation: parameters of both that could not be told apart are refused where they are declared.
  private func names(of layers: [any Layer]) throws(GraphError) -> [String] {
    var seen: Set<String> = []
    if let twice = layers.lazy.compactMap(\.name).first(where: { !seen.insert($0).inserted }) {
      throw GraphError(
        layer: (scope + [twice]).joined(separator: "."), "several layers have this name; give each a name of its own")
    }
    return layers.enumerated().map { $1.name ?? String($0) }
  }

  /// The error of a layer that got another number of tensors than it can take.
  func mismatch(_ kind: String, expected: String, got count: Int) -> GraphError {
    GraphError(
      layer: scope.joined(separator: "."),
      "\(kind) expects \(expected), but got \(count); say which with \"inputs\", or taking(…) in Swift")
  }

  /// The error of a layer that got another shape than it can take.
  public func mismatch(_ kind: String, expected: String, got shape: [Int], remedy: String? = nil) -> GraphError {
    let got = (["N"] + shape.dropFirst().map(String.init)).joined(separator: ", ")
    return GraphError(
      layer: scope.joined(separator: "."),
      "\(kind) expects \(expected), but got [\(got)]" + (remedy.map { "; \($0)" } ?? ""))
  }
}
