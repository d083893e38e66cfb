import ConcordGraph
import ConcordKit

extension TrainingGraph {
  /// A place for every tensor. What does not fit into the largest allocation gets one all the same, so that its size can be told.
  public func layout(_ plan: MemoryPlan, maximumAllocation: Int?) throws(GraphError) -> ArenaLayout {
    if let layout = try? Planner.layout(graph, plan: plan, maximumAllocation: maximumAllocation) { return layout }
    do throws(BackendError) {
      return try Planner.layout(graph, plan: plan)
    } catch {
      throw GraphError(layer: "", error.message)
    }
  }

  /// The bytes of the arenas of activations, padding included.
  public func activationBytes(_ plan: MemoryPlan, maximumAllocation: Int?) throws(GraphError) -> Int {
    try layout(plan, maximumAllocation: maximumAllocation).arenas
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
  /// - Throws: Where no number of segments keeps to the budget.
  public static func planned(
    _ plan: MemoryPlan, activationBudget: Int?, maximumAllocation: Int?,
    make: (Checkpoints) throws(GraphError) -> TrainingGraph
  ) throws(GraphError) -> TrainingGraph {
    guard plan == .checkpoint else { return try make(.none) }
    guard let activationBudget else { return try make(.squareRoot) }
    var (least, microBatch) = (Int.max, 1)
    for segments in try segmentations(make) {
      let graph = try make(.segments(segments))
      let byteCount = try graph.activationBytes(plan, maximumAllocation: maximumAllocation)
      if byteCount <= activationBudget { return graph }
      (least, microBatch) = (min(least, byteCount), graph.microBatch)
    }
    throw ActivationBudget.error(activationBudget, least: least, microBatch: microBatch)
  }

  /// The least budget that ``planned(_:activationBudget:maximumAllocation:make:)`` can keep to.
  public static func leastActivationBytes(
    maximumAllocation: Int?, make: (Checkpoints) throws(GraphError) -> TrainingGraph
  ) throws(GraphError) -> Int {
    var least = Int.max
    for segments in try segmentations(make) {
      let byteCount = try make(.segments(segments)).activationBytes(.checkpoint, maximumAllocation: maximumAllocation)
      least = min(least, byteCount)
    }
    return least
  }

  /// The numbers of segments that differ in where they are cut.
  private static func segmentations(_ make: (Checkpoints) throws(GraphError) -> TrainingGraph) throws(GraphError) -> [Int] {
    let plain = try make(.none)
    let units = ForwardUnits(plain.graph)
    var tried: Set<[Int]> = []
    return (1...max(units.starts.count, 1)).filter { tried.insert(units.cuts(segments: $0)).inserted }
  }
}
