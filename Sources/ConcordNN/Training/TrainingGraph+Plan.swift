import ConcordGraph
import ConcordKit

extension TrainingGraph {
  /// The bytes of the arenas of activations, padding included.
  public func activationBytes(_ plan: MemoryPlan, maximumAllocation: Int?) throws(BackendError) -> Int {
    try Planner.layout(graph, plan: plan, maximumAllocation: maximumAllocation).arenas
      .reduce(0) { $0 + ($1.category == .activations ? $1.byteCount : 0) }
  }

  /// Multiplications followed by an addition, in the operations of one pass over a micro-batch.
  public func multiplyAdds(_ pass: Pass) -> Int {
    graph.nodes.reduce(0) { sum, node in
      guard node.phase == .training, node.pass == pass else { return sum }
      return sum + node.definition.multiplyAdds(for: node.inputs.map { graph[$0].type })
    }
  }

  /// The graph that a plan asks for: under `checkpoint`, √n segments, or the smallest number of segments whose activations fit into
  /// a budget.
  ///
  /// - Parameters:
  ///   - activationBudget: Bytes of the arenas of activations, padding included; only for `checkpoint`.
  ///   - make: Makes the graph with the checkpoints that it is given.
  /// - Throws: `outOfMemory` where nothing fits.
  public static func planned(
    _ plan: MemoryPlan, activationBudget: Int?, maximumAllocation: Int?,
    make: (Checkpoints) throws -> TrainingGraph
  ) throws -> TrainingGraph {
    guard plan == .checkpoint else { return try make(.none) }
    guard let activationBudget else { return try make(.squareRoot) }
    var (least, tried) = (Int.max, Set<[Int]>())
    let plain = try make(.none)
    let units = ForwardUnits(plain.graph).starts.count
    for count in 1...max(units, 1) {
      let graph = try make(.segments(count))
      guard tried.insert(graph.cuts).inserted else { continue }
      let byteCount = try graph.activationBytes(plan, maximumAllocation: maximumAllocation)
      if byteCount <= activationBudget { return graph }
      least = min(least, byteCount)
    }
    throw ActivationBudget.error(activationBudget, least: least, microBatch: plain.microBatch)
  }
}
