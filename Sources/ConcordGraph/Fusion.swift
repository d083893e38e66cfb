import ConcordKit

extension Graph {
  /// Folds a bias, and an activation after it, into the matrix product or convolution before them, where nothing else reads what lies between.
  ///
  /// The fused operation gives the same bits: it does the same arithmetic in the same order on each element, without the trip
  /// through memory.
  ///
  /// - Parameter start: The first node that may change.
  public mutating func fuse(from start: Int = 0) {
    fuse(from: start) { product, next in
      guard var product = product as? any EpilogueOperation, !product.bias, product.activation == .identity, next is BiasAdd
      else { return nil }
      product.bias = true
      return product
    }
    fuse(from: start) { product, next in
      guard var product = product as? any EpilogueOperation, product.activation == .identity,
        let activation = next as? Activation, let epilogue = Epilogue(rawValue: activation.function.rawValue)
      else { return nil }
      product.activation = epilogue
      return product
    }
  }

  /// Replaces each pair of nodes, of which the second is the only reader of what the first gives, by what `merge` makes of them.
  /// The second's other inputs follow the first's.
  private mutating func fuse(
    from start: Int, _ merge: (any OperationDefinition, any OperationDefinition) -> (any OperationDefinition)?
  ) {
    var readers: [Tensor: [Int]] = [:]
    for (index, node) in nodes.enumerated() {
      for input in node.inputs { readers[storage(of: input), default: []].append(index) }
    }
    var merged: [Int: Node] = [:]
    var dropped: Set<Int> = []
    for (index, node) in nodes.enumerated().dropFirst(start) {
      guard node.outputs.count == 1, let output = node.outputs.first, !node.inputs.contains(output),
        readers[storage(of: output)]?.count == 1, let reader = readers[storage(of: output)]?.first,
        nodes[reader].inputs.first == output, self[output].category == .activations, !kept.contains(storage(of: output)),
        let definition = merge(node.definition, nodes[reader].definition)
      else { continue }
      merged[reader] = Node(
        definition: definition, inputs: node.inputs + nodes[reader].inputs.dropFirst(), outputs: nodes[reader].outputs,
        scalars: node.scalars + nodes[reader].scalars, layer: node.layer, phase: node.phase, pass: node.pass)
      dropped.insert(index)
    }
    nodes = nodes.indices.filter { !dropped.contains($0) }.map { merged[$0] ?? nodes[$0] }
  }
}
