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

  /// Of a description, for micro-batches of `samples`.
  init(
    _ step: StepDescription, samples: Int, maximumAllocation: Int?, checkpoints: Checkpoints
  ) throws(GraphError) {
    try self.init(
      step.model, microBatch: samples, optimizer: step.optimizer, loss: step.loss, clipNorm: step.clipNorm,
      maximumAllocation: maximumAllocation, shards: step.shards,
      isShared: step.isShared, checkpoints: checkpoints)
  }

  /// The graph that a step's plan asks for, of its largest micro-batch: under `checkpoint`, √n segments, or the smallest number of
  /// segments whose activations fit into the budget.
  ///
  /// - Throws: Where no number of segments keeps to the budget.
  public static func planned(_ step: StepDescription, maximumAllocation: Int?) throws(GraphError) -> TrainingGraph {
    guard step.plan == .checkpoint else { return try make(step, maximumAllocation, .none) }
    guard let budget = step.activationBudget else { return try make(step, maximumAllocation, .squareRoot) }
    var least = Int.max
    for segments in try segmentations(step, maximumAllocation) {
      let graph = try make(step, maximumAllocation, .segments(segments))
      let byteCount = try graph.activationBytes(.checkpoint, maximumAllocation: maximumAllocation)
      if byteCount <= budget { return graph }
      least = min(least, byteCount)
    }
    throw ActivationBudget.error(budget, least: least, microBatch: step.microBatch)
  }

  /// The least budget that ``planned(_:maximumAllocation:)`` can keep to.
  public static func leastActivationBytes(_ step: StepDescription, maximumAllocation: Int?) throws(GraphError) -> Int {
    var least = Int.max
    for segments in try segmentations(step, maximumAllocation) {
      let graph = try make(step, maximumAllocation, .segments(segments))
      least = min(least, try graph.activationBytes(.checkpoint, maximumAllocation: maximumAllocation))
    }
    return least
  }

  /// The numbers of segments that differ in where they are cut.
  private static func segmentations(_ step: StepDescription, _ maximumAllocation: Int?) throws(GraphError) -> [Int] {
    let units = ForwardUnits(try make(step, maximumAllocation, .none).graph)
    var tried: Set<[Int]> = []
    return (1...max(units.starts.count, 1)).filter { tried.insert(units.cuts(segments: $0)).inserted }
  }

  private static func make(
    _ step: StepDescription, _ maximumAllocation: Int?, _ checkpoints: Checkpoints
  ) throws(GraphError) -> TrainingGraph {
    try TrainingGraph(step, samples: step.microBatch, maximumAllocation: maximumAllocation, checkpoints: checkpoints)
  }
}
