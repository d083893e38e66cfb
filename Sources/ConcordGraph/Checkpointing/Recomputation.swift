import ConcordKit

extension Graph {
  /// Lets the backward pass compute again what it needs of the forward pass, instead of keeping it, but for the last segment.
  ///
  /// Kept is what later segments read, and what operations that must not run twice give. For each segment, copies of the
  /// operations that give the rest stand before the first backward operation that reads any of it. Operations are
  /// deterministic, so every bit stays the same.
  ///
  /// - Parameter cuts: The forward nodes at which all segments but the first start, ascending.
  mutating func recompute(cuts: [Int]) throws(GraphError) {
    var start = 0
    for cut in cuts {
      try recompute(segment: start..<cut)
      start = cut
    }
  }

  private mutating func recompute(segment: Range<Int>) throws(GraphError) {
    var copies = Copies(of: segment, in: self)
    guard let first = copies.firstReader else { return }
    let (outerPass, outerLayer, end) = (pass, layer, nodes.count)
    pass = .recomputation
    for index in copies.nodes {
      guard let template = nodes[index].recomputation else { continue }
      layer = template.layer
      let inputs = try copies.replaced(template.inputs, in: &self)
      let outputs = try apply(template.definition, to: inputs, scalars: template.scalars)
      for (output, copy) in zip(template.outputs, outputs) { copies.byStorage[storage(of: output)] = copy }
    }
    (pass, layer) = (outerPass, outerLayer)
    for index in first..<end where nodes[index].pass != .forward {
      nodes[index].inputs = try copies.replaced(nodes[index].inputs, in: &self)
    }
    let added = nodes[end...]
    nodes.removeSubrange(end...)
    nodes.insert(contentsOf: added, at: first)
  }

  /// What of a segment is computed again.
  private struct Copies {
    /// Ascending.
    let nodes: [Int]
    /// The first node after the segment's pass that reads any of it.
    let firstReader: Int?
    /// The copy of each storage.
    var byStorage: [Tensor: Tensor] = [:]
    /// The storages whose copies are read instead of them.
    private let lost: Set<Tensor>

    init(of segment: Range<Int>, in graph: Graph) {
      var producers: [Tensor: Int] = [:]
      for index in segment {
        guard let template = graph.nodes[index].recomputation else { continue }
        for output in template.outputs { producers[graph.storage(of: output)] = index }
      }
      for node in graph.nodes[segment.upperBound...] where node.pass == .forward || node.pass == .loss {
        for input in node.inputs { producers[graph.storage(of: input)] = nil }
      }
      var (wanted, firstReader): (Set<Tensor>, Int?) = ([], nil)
      for (index, node) in graph.nodes.enumerated() where node.pass == .backward || node.pass == .recomputation {
        let read = node.inputs.map(graph.storage(of:)).filter { producers[$0] != nil }
        if !read.isEmpty { firstReader = firstReader ?? index }
        wanted.formUnion(read)
      }
      var chosen: Set<Int> = []
      for index in segment.reversed() {
        guard let template = graph.nodes[index].recomputation,
          template.outputs.contains(where: { wanted.contains(graph.storage(of: $0)) })
        else { continue }
        chosen.insert(index)
        wanted.formUnion(template.inputs.map(graph.storage(of:)).filter { producers[$0] != nil })
      }
      nodes = chosen.sorted()
      lost = Set(producers.keys)
      self.firstReader = firstReader
    }

    func replaced(_ tensors: [Tensor], in graph: inout Graph) throws(GraphError) -> [Tensor] {
      var result: [Tensor] = []
      for tensor in tensors {
        let storage = graph.storage(of: tensor)
        if lost.contains(storage), let copy = byStorage[storage] {
          result.append(try graph.view(copy, as: graph[tensor].type.shape))
        } else {
          result.append(tensor)
        }
      }
      return result
    }
  }
}

extension Node {
  /// What gives its outputs, or some of them, a second time; nil where nothing may.
  fileprivate var recomputation: Node? {
    if let definition = definition as? any RecomputableOperation { return definition.recomputation(of: self) }
    return definition.inPlace.isEmpty ? self : nil
  }
}
