import ConcordGraph
import ConcordKit

/// A learned tensor of a model.
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
  public private(set) var layers: [LayerRecord] = []
  private var scope: [String] = []
  /// Parameters declared before, by name: a second pass over the model uses them again.
  private let known: [String: Parameter]

  init(_ graph: Graph, known: [Parameter] = []) {
    self.graph = graph
    self.known = Dictionary(uniqueKeysWithValues: known.map { ($0.name, $0) })
  }

  /// The parameter `name` of the layer that is being applied.
  public mutating func parameter(_ name: String, _ shape: [Int], _ initializer: Initializer) -> Tensor {
    let fullName = (scope + [name]).joined(separator: ".")
    if let parameter = known[fullName] {
      parameters.append(parameter)
      return parameter.tensor
    }
    let tensor = graph.declare(fullName, TensorType(shape), .parameters)
    parameters.append(Parameter(name: fullName, tensor: tensor, shape: shape, initializer: initializer))
    return tensor
  }

  /// Applies layers one after another, each in the scope of its name or position.
  public mutating func apply(_ sequence: [any Layer], to input: Tensor) throws(GraphError) -> Tensor {
    let names = sequence.enumerated().map { $1.name ?? String($0) }
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw GraphError(
        layer: (scope + [twice]).joined(separator: "."), "several layers have this name; give each a name of its own")
    }
    var tensor = input
    for (position, layer) in sequence.enumerated() {
      scope.append(names[position])
      defer { scope.removeLast() }
      let fullName = scope.joined(separator: ".")
      let (parametersBefore, nodesBefore) = (parameters.count, graph.nodes.count)
      graph.layer = fullName
      tensor = try layer.apply(to: tensor, in: &self)
      let added = graph.nodes[nodesBefore...]
      layers.append(
        LayerRecord(
          name: fullName, kind: layer.kind, outputShape: graph[tensor].type.shape,
          parameterCount: parameters[parametersBefore...].reduce(0) { $0 + $1.elementCount },
          multiplyAdds: added.reduce(0) { sum, node in
            sum + node.definition.multiplyAdds(for: node.inputs.map { graph[$0].type })
          }))
    }
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
