import ConcordGraph
import ConcordKit

/// A named tensor of a model that outlives a step: learned, or, as state, kept by a layer.
public struct Parameter: Sendable {
  /// As PyTorch's `state_dict` names it: `fc1.weight`.
  public let name: String
  public let tensor: Tensor
  public let shape: [Int]
  public let initializer: Initializer

  public var elementCount: Int { shape.reduce(1, *) }
}

/// What a layer of a model is and does, as summaries show it.
public struct LayerRecord: Sendable {
  public let name: String
  public let kind: String
  /// [N, …].
  public let outputShape: [Int]
  public let parameterCount: Int
  /// Of the forward pass.
  public let multiplyAdds: Int
}

/// What layers append to while a model is built.
public struct ModelContext: Sendable {
  public var graph: Graph
  public private(set) var parameters: [Parameter] = []
  /// What layers keep without learning it, such as running statistics.
  public private(set) var state: [Parameter] = []
  public private(set) var layers: [LayerRecord] = []
  private var scope: [String] = []
  /// Parameters and state declared before, by name: a second pass over the model uses them again.
  private let known: [String: Parameter]
  private var names: Set<String> = []
  private var hasNameTwice = false

  init(_ graph: Graph, known: [Parameter] = []) {
    self.graph = graph
    self.known = Dictionary(known.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The parameter `name` of the layer that is being applied.
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
    let fullName = (scope + [name]).joined(separator: ".")
    if !names.insert(fullName).inserted { hasNameTwice = true }
    if let known = known[fullName] { return known }
    let tensor = graph.declare(fullName, TensorType(shape), category)
    return Parameter(name: fullName, tensor: tensor, shape: shape, initializer: initializer)
  }

  /// Applies layers one after another, each in the scope of its name or position.
  ///
  /// - Throws: Where two layers' parameters have one name: they could not be told apart.
  public mutating func apply(_ sequence: [any Layer], to input: Tensor) throws(GraphError) -> Tensor {
    var tensor = input
    let outer = graph.layer
    for (position, layer) in sequence.enumerated() {
      scope.append(layer.name ?? String(position))
      defer { scope.removeLast() }
      let fullName = scope.joined(separator: ".")
      let (parametersBefore, nodesBefore, layersBefore) = (parameters.count, graph.nodes.count, layers.count)
      graph.layer = fullName
      tensor = try layer.apply(to: tensor, in: &self)
      guard !hasNameTwice else {
        throw GraphError(layer: fullName, "several layers have this name; give each a name of its own")
      }
      // A layer made of layers is what those are.
      guard layers.count == layersBefore else { continue }
      let added = graph.nodes[nodesBefore...]
      layers.append(
        LayerRecord(
          name: fullName, kind: layer.kind, outputShape: graph[tensor].type.shape,
          parameterCount: parameters[parametersBefore...].reduce(0) { $0 + $1.elementCount },
          multiplyAdds: added.reduce(0) { sum, node in
            sum + node.definition.multiplyAdds(for: node.inputs.map { graph[$0].type })
          }))
    }
    graph.layer = outer
    return tensor
  }

  /// The error of a layer that got another shape than it can take.
  public func mismatch(_ kind: String, expected: String, got shape: [Int], remedy: String? = nil) -> GraphError {
    let got = (["N"] + shape.dropFirst().map(String.init)).joined(separator: ", ")
    return GraphError(
      layer: scope.joined(separator: "."),
      "\(kind) expects \(expected), but got [\(got)]" + (remedy.map { "; \($0)" } ?? ""))
  }
}
