import ConcordKit

/// An operation that knows its gradients. Its rule is in the file of its name.
protocol DifferentiableOperation: OperationDefinition {
  /// Adds, for each input that needs one, the operations that compute its gradient.
  func differentiate(_ node: Node, _ context: inout Differentiation) throws(GraphError)
}

/// Reverse-mode differentiation of a graph: walks its nodes backwards and lets each add its gradients.
///
/// What depends on the batch has gradients of each micro-batch, and an activation with several readers adds them as they come. What does
/// not, a parameter or what is computed from parameters alone, has a gradient that is a sum over the whole batch: each of its uses
/// is folded by itself, and all that follows from those sums is computed once, in the pass `fold`, after the last micro-batch.
public struct Differentiation {
  var graph: Graph
  private let parameterGradients: [Tensor: Tensor]
  private let dependence: SampleDependence
  /// By storage: what needs a gradient because a parameter contributes to it.
  private var needed: Set<Tensor>
  /// By storage, in the storage's shape, of what depends on the batch.
  private var gradients: [Tensor: Tensor] = [:]
  /// By storage, of what does not.
  private var uses: [Tensor: Uses] = [:]
  /// The number of the node that is differentiated.
  private var node = 0

  /// Appends to `graph` the operations that compute the gradients of the loss operations in it: those of a micro-batch, and after them
  /// those of the pass `fold`, for the end of a batch.
  ///
  /// Loss operations give their own gradient, already scaled; everything before them is differentiated by the rule of each
  /// operation. A parameter's gradient is written into the tensor that `parameterGradients` names. Where several operations use the
  /// parameter, each but the last has an accumulator of its own, of the category `gradients`, until they are added in the order of the
  /// forward pass. Where several use another tensor, their contributions are added in the reverse order of use.
  public static func append(
    to graph: inout Graph, parameterGradients: [Tensor: Tensor]
  ) throws(GraphError) {
    let (pass, layer) = (graph.pass, graph.layer)
    var differentiation = Differentiation(graph, parameterGradients)
    for (number, node) in graph.nodes.enumerated().reversed()
    where node.inputs.contains(where: differentiation.needsGradient) {
      try differentiation.differentiate(node, number)
    }
    for parameter in parameterGradients.keys.sorted(by: { $0.id < $1.id }) {
      differentiation.graph.pass = .fold
      guard try differentiation.foldedUses(of: parameter) != nil else {
        throw GraphError(
          layer: "", "the parameter '\(graph[parameter].name)' does not contribute to the loss, so it has no gradient")
      }
    }
    graph = differentiation.graph
    graph.nodes = graph.nodes.filter { $0.pass != .fold } + graph.nodes.filter { $0.pass == .fold }
    (graph.pass, graph.layer) = (pass, layer)
  }

  private init(_ graph: Graph, _ parameterGradients: [Tensor: Tensor]) {
    self.graph = graph
    self.parameterGradients = parameterGradients
    dependence = SampleDependence(graph)
    needed = Set(parameterGradients.keys)
    for node in graph.nodes where node.inputs.contains(where: { needed.contains(graph.storage(of: $0)) }) {
      needed.formUnion(node.outputs.map(graph.storage(of:)))
    }
  }

  private mutating func differentiate(_ node: Node, _ number: Int) throws(GraphError) {
    self.node = number
    graph.layer = node.layer
    graph.pass = dependence.dependsOnBatch(node, in: graph) ? .backward : .fold
    guard let operation = node.definition as? any DifferentiableOperation else {
      guard !node.outputs.contains(where: hasGradient) else {
        throw GraphError(layer: node.layer, "\(node.name) stands between a parameter and the loss, and has no gradient rule")
      }
      return
    }
    // What lies between the parts of a fused operation is not there to differentiate through.
    if let fused = operation as? any EpilogueOperation, fused.bias || fused.activation != .identity {
      throw GraphError(layer: node.layer, "\(node.name) is fused already; fuse a graph after its gradients are appended")
    }
    if let folding = operation as? any FoldingOperation, folding.accumulate {
      throw GraphError(layer: node.layer, "\(node.name) accumulates, and so has no gradient rule")
    }
    try operation.differentiate(node, &self)
  }

  /// Whether a parameter contributes to `tensor`.
  func needsGradient(_ tensor: Tensor) -> Bool { needed.contains(graph.storage(of: tensor)) }

  /// Whether a tensor's gradient is a sum over the samples of what is differentiated.
  func foldsSamples(for tensor: Tensor) -> Bool {
    graph.pass == .backward && !dependence.dependsOnBatch(tensor, in: graph)
  }

  private func hasGradient(_ tensor: Tensor) -> Bool {
    let storage = graph.storage(of: tensor)
    return gradients[storage] != nil || uses[storage] != nil
  }

  /// The gradient of the loss with respect to `tensor`, in its shape; nil where the loss does not depend on it.
  mutating func gradient(of tensor: Tensor) throws(GraphError) -> Tensor? {
    let storage = graph.storage(of: tensor)
    let gradient = dependence.dependsOnBatch(storage, in: graph) ? gradients[storage] : try foldedUses(of: storage)
    guard let gradient else { return nil }
    return try graph.view(gradient, as: graph[tensor].type.shape)
  }

  /// The gradient with respect to `tensor` is what `definition` gives for `inputs`; added to what came before.
  mutating func contribute(
    to tensor: Tensor, _ definition: any OperationDefinition, _ inputs: [Tensor], scalars: [RunScalar] = []
  ) throws(GraphError) {
    let storage = graph.storage(of: tensor)
    guard !dependence.dependsOnBatch(storage, in: graph) else {
      let name = graph[storage].name + ".gradient"
      return try contribute(to: tensor, graph.apply(definition, to: inputs, scalars: scalars, name: name)[0])
    }
    guard graph.pass == .fold || definition is any FoldingOperation else {
      throw GraphError(
        layer: graph.layer, "\(type(of: definition).name) cannot fold a parameter's gradient over samples")
    }
    let accumulator = try graph.view(newAccumulator(for: storage), as: graph[tensor].type.shape)
    try graph.apply(definition, to: inputs, into: [accumulator], scalars: scalars)
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
    guard dependence.dependsOnBatch(storage, in: graph) else {
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

  /// Where one more use of `storage` is folded: the tensor of a parameter's gradient, and for further uses a tensor of their own.
  private mutating func newAccumulator(for storage: Tensor) -> Tensor {
    let own = uses[storage] == nil ? parameterGradients[storage] : nil
    let accumulator = own ?? graph.declare(graph[storage].name + ".gradient", graph[storage].type, .gradients)
    uses[storage, default: Uses()].insert(accumulator, of: node)
    return accumulator
  }

  /// The sum of the accumulators of `storage`, which the fold over samples has left: in the parameter's gradient where it is one. Nil
  /// where nothing uses it on a way to the loss.
  private mutating func foldedUses(of storage: Tensor) throws(GraphError) -> Tensor? {
    guard let found = uses[storage], var sum = found.accumulators.first, let first = found.firstNode else { return nil }
    let (layer, count) = (graph.layer, graph[storage].type.elementCount)
    graph.layer = graph.nodes[first].layer
    for next in found.accumulators.dropFirst() {
      // Of two numbers the sum is the same in either's place, and it has to end in the parameter's gradient.
      let (place, added) = next == parameterGradients[storage] ? (next, sum) : (sum, next)
      let flat = try graph.view(place, as: [count])
      try graph.apply(BatchSum(accumulate: true), to: [graph.view(added, as: [1, count]), flat], into: [flat])
      sum = place
    }
    graph.layer = layer
    uses[storage]?.replaceAll(with: sum)
    return sum
  }
}
