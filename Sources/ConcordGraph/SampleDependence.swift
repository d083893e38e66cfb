import ConcordKit

/// Which tensors of a graph depend on the batch: its inputs, and all that is computed from them. The others, parameters and what is
/// computed from those alone, are the same for every micro-batch of a step.
struct SampleDependence {
  /// By storage.
  private var sampled: Set<Tensor>

  init(_ graph: Graph) {
    sampled = Set(graph.tensors.indices.map { Tensor(id: $0) }.filter { graph[$0].category == .batch })
    for node in graph.nodes where dependsOnBatch(node, in: graph) { sampled.formUnion(node.outputs.map(graph.storage(of:))) }
  }

  /// Whether an operation gives something else for another micro-batch.
  ///
  /// One that takes run scalars does whatever it works on: the random numbers of a dropout are those of a place in the batch.
  func dependsOnBatch(_ node: Node, in graph: Graph) -> Bool {
    !node.scalars.isEmpty || node.inputs.contains { dependsOnBatch($0, in: graph) }
  }

  func dependsOnBatch(_ tensor: Tensor, in graph: Graph) -> Bool { sampled.contains(graph.storage(of: tensor)) }
}

extension Graph {
  /// Whether results of a sample depend on the samples beside it in the micro-batch, so that another micro-batch gives other bits.
  ///
  /// Samples lie along the first axis of what depends on the batch. They are coupled where an operation of the forward pass does not
  /// keep them apart in such an input, or where a view gives one row to several of them.
  ///
  /// - Parameters:
  ///   - samples: Those of the micro-batch. A prime above all sizes of the model tells every view.
  ///   - phase: Whose operations are looked at: batch normalisation couples samples in training alone.
  public func couplesSamples(samples: Int, phase: Phase = .training) -> Bool {
    let dependence = SampleDependence(self)
    return nodes.contains { node in
      guard node.phase == phase, node.pass == .forward || node.pass == .loss else { return false }
      // The loss total is what is folded.
      if node.pass == .loss, node.outputs.allSatisfy({ self[$0].category == .state }) { return false }
      let types = node.inputs.map { self[$0].type }
      return node.inputs.enumerated().contains { index, input in
        guard dependence.dependsOnBatch(input, in: self) else { return false }
        let rows = types[index].shape.first ?? 0
        return !node.definition.keepsSamplesApart(in: index, of: types) || !rows.isMultiple(of: samples)
      }
    }
  }
}
