import ConcordKit

/// An operation that knows its gradients. Its rule is in the file of its name.
protocol DifferentiableOperation: OperationDefinition {
  /// Adds, for each input that needs one, the operations that compute its gradient.
  func differentiate(_ node: Node, _ context: inout Differentiation) throws(GraphError)
}

/// Reverse-mode differentiation of a graph: walks its nodes backwards and lets each add its gradients.
public struct Differentiation {
  private(set) var graph: Graph
  private let parameterGradients: [Tensor: Tensor]
  /// By storage: what needs a gradient because a parameter contributes to it.
  private var needed: Set<Tensor>
  /// By storage, in the storage's shape.
  private var gradients: [Tensor: Tensor] = [:]

  /// Appends to `graph` the operations that compute the gradients of the loss operations in it.
  ///
  /// Loss operations give their own gradient, already scaled; everything before them is differentiated by the rule of each
  /// operation. A parameter's gradient is written into the tensor that `parameterGradients` names; where several operations use
  /// the parameter, the later contributions accumulate, in reverse order of use; where several use another tensor, their
  /// contributions are added in that order.
  public static func append(
    to graph: inout Graph, parameterGradients: [Tensor: Tensor]
  ) throws(GraphError) {
    let pass = graph.pass
    graph.pass = .backward
    var differentiation = Differentiation(graph, parameterGradients)
    for node in graph.nodes.reversed() where node.inputs.contains(where: differentiation.needsGradient) {
      differentiation.graph.layer = node.layer
      guard let operation = node.definition as? any DifferentiableOperation else {
        guard !node.outputs.contains(where: differentiation.hasGradient) else {
          throw GraphError(layer: node.layer, "\(node.name) stands between a parameter and the loss, and has no gradient rule")
        }
        continue
      }
      // What lies between the parts of a fused operation is not there to differentiate through.
      if let fused = operation as? any EpilogueOperation, fused.bias || fused.activation != .identity {
        throw GraphError(layer: node.layer, "\(node.name) is fused already; fuse a graph after its gradients are appended")
      }
      if let accumulating = operation as? any AccumulatingOperation, accumulating.accumulate {
        throw GraphError(layer: node.layer, "\(node.name) accumulates, and so has no gradient rule")
      }
      try operation.differentiate(node, &differentiation)
    }
    for parameter in parameterGradients.keys.sorted(by: { $0.id < $1.id })
    where differentiation.gradients[parameter] == nil {
      throw GraphError(
        layer: "", "the parameter '\(graph[parameter].name)' does not contribute to the loss, so it has no gradient")
    }
    graph = differentiation.graph
    graph.pass = pass
  }

  private init(_ graph: Graph, _ parameterGradients: [Tensor: Tensor]) {
    self.graph = graph
    self.parameterGradients = parameterGradients
    needed = Set(parameterGradients.keys)
    for node in graph.nodes where node.inputs.contains(where: { needed.contains(graph.storage(of: $0)) }) {
      needed.formUnion(node.outputs.map(graph.storage(of:)))
    }
  }

  /// Whether a parameter contributes to `tensor`.
  func needsGradient(_ tensor: Tensor) -> Bool { needed.contains(graph.storage(of: tensor)) }

  private func hasGradient(_ tensor: Tensor) -> Bool { gradients[graph.storage(of: tensor)] != nil }

  /// The gradient of the loss with respect to `tensor`, in its shape; nil where the loss does not depend on it.
  mutating func gradient(of tensor: Tensor) throws(GraphError) -> Tensor? {
    guard let gradient = gradients[graph.storage(of: tensor)] else { return nil }
    return try graph.view(gradient, as: graph[tensor].type.shape)
  }

  /// The gradient with respect to `tensor` is what `definition` gives for `inputs`; added to what came before.
  mutating func contribute(
    to tensor: Tensor, _ definition: any OperationDefinition, _ inputs: [Tensor], scalars: [RunScalar] = []
  ) throws(GraphError) {
    let storage = graph.storage(of: tensor)
    guard let target = parameterGradients[storage] else {
      let name = graph[storage].name + ".gradient"
      return try contribute(to: tensor, graph.apply(definition, to: inputs, scalars: scalars, name: name)[0])
    }
    let view = try graph.view(target, as: graph[tensor].type.shape)
    guard let accumulating = definition as? any AccumulatingOperation else {
      throw GraphError(
        layer: graph.layer, "\(type(of: definition).name) cannot fold a parameter's gradient over samples")
    }
    if gradients[storage] == nil {
      try graph.apply(definition, to: inputs, into: [view], scalars: scalars)
      gradients[storage] = target
    } else {
      try graph.apply(accumulating.accumulating(), to: inputs + [view], into: [view], scalars: scalars)
    }
  }

  /// Appends an operation that gives several gradients at once, of which the first is that of `tensor`.
  mutating func apply(
    _ definition: any OperationDefinition, to inputs: [Tensor], gradientsOf tensor: Tensor
  ) throws(GraphError) -> [Tensor] {
    try graph.apply(definition, to: inputs, name: graph[graph.storage(of: tensor)].name + ".gradient")
  }

  /// The gradient with respect to `tensor` is `gradient`; added to what came before.
  mutating func contribute(to tensor: Tensor, _ gradient: Tensor) throws(GraphError) {
    let storage = graph.storage(of: tensor)
    guard parameterGradients[storage] == nil else {
      // The total of one micro-batch: the fold over one sample copies it, or adds it to what came before.
      let count = graph[tensor].type.elementCount
      let flat = try graph.view(tensor, as: [count])
      return try contribute(to: flat, BatchSum(), [graph.view(gradient, as: [1, count])])
    }
    let contribution = try graph.view(gradient, as: graph[storage].type.shape)
    guard let earlier = gradients[storage] else {
      gradients[storage] = contribution
      return
    }
    gradients[storage] = try graph.apply(Add(), to: [earlier, contribution], name: graph[storage].name + ".gradient")[0]
  }
}
