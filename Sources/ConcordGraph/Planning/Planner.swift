import ConcordKit

/// Gives every tensor of a graph its place.
public enum Planner {
  /// - Parameters:
  ///   - graph: What is given places.
  ///   - plan: How activations share them.
  ///   - maximumAllocation: The largest single allocation in bytes; nil where there is no limit.
  /// - Throws: `outOfMemory` where one tensor, or one span, is larger than that.
  public static func layout(
    _ graph: Graph, plan: MemoryPlan, maximumAllocation: Int? = nil
  ) throws(BackendError) -> ArenaLayout {
    var layout = ArenaLayout()
    for category in MemoryCategory.allCases {
      let first = layout.arenas.count
      for phase in Phase.allCases {
        var packer = Packer(maximumAllocation: maximumAllocation ?? Int.max)
        if category == .activations, plan != .retain {
          try packer.share(graph.activationBlocks(phase), of: graph)
        } else {
          for unit in units(graph, category, phase) { try packer.place(unit, of: graph) }
        }
        layout.overlay(packer, category, first: first)
      }
    }
    return layout
  }

  /// The largest sum of bytes of the activations that live at one operation, each rounded up to the alignment: no plan that keeps
  /// the order of operations can take less.
  public static func lowerBound(_ graph: Graph) -> Int {
    Phase.allCases.map { phase in
      let blocks = graph.activationBlocks(phase)
      return graph.nodes.indices.map { index in
        blocks.reduce(0) { $0 + ($1.first <= index && index <= $1.last ? $1.rounded : 0) }
      }.max() ?? 0
    }.max() ?? 0
  }

  /// The tensors of a category that need places, in order of declaration; those of a span together, in one unit.
  private static func units(_ graph: Graph, _ category: MemoryCategory, _ phase: Phase) -> [[Tensor]] {
    let used = Set(graph.nodes.flatMap { $0.inputs + $0.outputs }.map(graph.storage(of:)))
    var spans: [Tensor: [Tensor]] = [:]
    var inSpan: Set<Tensor> = []
    for index in graph.tensors.indices {
      guard case .span(let members) = graph.tensors[index].storage else { continue }
      spans[members[0]] = members
      inSpan.formUnion(members)
    }
    var units: [[Tensor]] = []
    for index in graph.tensors.indices
    where graph.tensors[index].category == category && graph.tensors[index].phase == phase {
      let tensor = Tensor(id: index)
      guard case .own = graph[tensor].storage else { continue }
      if let members = spans[tensor] {
        units.append(members)
      } else if !inSpan.contains(tensor), category != .activations || used.contains(tensor) {
        units.append([tensor])
      }
    }
    return units
  }
}
