import ConcordGraph
import ConcordKit
import ConcordNN
import ConcordNumerics

/// What fits into a budget, answered without a trial step and without allocating: the memory model predicts, the device declares its
/// workspace, the planner says what must lie in one piece.
public struct Fit {
  /// The bytes that may be asked for.
  public let budget: MemoryBudget
  /// The optimizer whose state counts.
  public let optimizer: any Optimizer
  /// The loss, which may need memory of its own.
  public let loss: any OutputLosses
  /// The norm above which gradients are clipped, `nil` where they are not.
  public let clipNorm: Double?
  /// What activations keep to under the plan `checkpoint`; its default where nil.
  public let activationBudget: Int?
  /// Whose workspace is counted; nil for none, as the reference needs none.
  private let device: (any Device)?

  /// Asks what fits into the budget with these on a device.
  public init(
    _ budget: MemoryBudget, optimizer: any Optimizer, loss: any OutputLosses = CrossEntropy(), clipNorm: Double? = nil,
    activationBudget: Int? = nil, on device: (any Device)? = nil
  ) {
    self.budget = budget
    self.optimizer = optimizer
    self.loss = loss
    self.clipNorm = clipNorm
    self.activationBudget = activationBudget
    self.device = device
  }

  /// What is trained where a model runs in micro-batches of its sizes under a plan.
  public func step(_ candidate: Candidate, plan: MemoryPlan) -> StepDescription {
    StepDescription(
      candidate.model, optimizer: optimizer, loss: loss, clipNorm: clipNorm, plan: plan, activationBudget: activationBudget,
      microBatchSizes: candidate.microBatches, shards: candidate.shards)
  }

  /// Whether a model can be trained in micro-batches of its sizes under a plan.
  ///
  /// The formulas come first, and a step that they refuse is not planned.
  public func verdict(_ candidate: Candidate, plan: MemoryPlan) throws -> Verdict {
    let model = candidate.model
    let step = step(candidate, plan: plan)
    // A shape mistake is an error; a size that no tensor can have is an answer.
    _ = try MemoryModel.layers(of: model)
    let bare: MemoryPrediction
    do throws(GraphError) {
      bare = try MemoryModel.predict(step, maximumAllocation: budget.singleAllocation)
    } catch {
      guard let relaxed = relaxed(step), let least = relaxed.activationBudget else {
        return .exceeds(MemoryPrediction(), .unsupported("\(error)"))
      }
      return .exceeds(
        try MemoryModel.predict(relaxed, maximumAllocation: budget.singleAllocation), .activationBudget(least: least))
    }
    if bare.total > budget.total { return .exceeds(bare, .total) }
    guard device != nil || budget.singleAllocation != nil else { return .fits(bare, nil) }
    let graphs = try StepGraphs(step, maximumAllocation: budget.singleAllocation)
    let layout: ArenaLayout
    do throws(BackendError) {
      layout = try graphs.layout()
    } catch {
      guard error.code == .outOfMemory, let obstacle = Self.largestPiece(of: graphs.largest.graph) else { throw error }
      return .exceeds(bare, obstacle)
    }
    guard let device else { return .fits(bare, nil) }
    let planned: PlannedStep
    do throws(BackendError) {
      planned = try PlannedStep(graphs, layout, on: device, bare: bare)
    } catch {
      guard error.code == .unsupported else { throw error }
      return .exceeds(bare, .unsupported(error.message))
    }
    if planned.prediction.total > budget.total { return .exceeds(planned.prediction, .total) }
    let workspace = planned.workspaceByteCount
    if let limit = budget.singleAllocation, MemoryAlignment.roundUp(workspace) > limit {
      return .exceeds(planned.prediction, .singleAllocation(.workspace, tensor: "workspace", byteCount: workspace))
    }
    return .fits(planned.prediction, planned)
  }

  /// The same for batches that are one shard.
  public func verdict(_ model: Model, microBatches: Set<Int>, plan: MemoryPlan) throws -> Verdict {
    try verdict(Candidate(model, microBatches: microBatches), plan: plan)
  }

  /// The multiply-adds of forward and backward pass for each image, recomputed ones included.
  public func multiplyAddsPerImage(_ model: Model, microBatch: Int, plan: MemoryPlan) throws -> Int {
    let graph = try graph(model, microBatch, plan)
    return graph.gradient(continuing: false).reduce(0) { sum, node in
      sum.addingSaturating(node.definition.multiplyAdds(for: node.inputs.map { graph.graph[$0].type }))
    } / microBatch
  }

  /// The fewest bytes that activations take wherever they lie: the largest sum that lives at one operation under a plan, each rounded
  /// up to the alignment.
  public func activationLowerBound(_ model: Model, microBatch: Int, plan: MemoryPlan) throws -> Int {
    Planner.lowerBound(try graph(model, microBatch, plan).graph)
  }

  /// Whether samples depend on each other, so that another micro-batch gives another result.
  public static func couplesSamples(_ model: Model) throws -> Bool {
    // A prime above the sizes that layers cut rows into.
    try TrainingGraph(model, microBatch: 1021, optimizer: SGD(learningRate: 0)).couplesSamples
  }

  /// The bytes of one step, for people to look at.
  public func picture(_ model: Model, microBatch: Int, plan: MemoryPlan, _ prediction: MemoryPrediction) throws
    -> TimelinePicture
  {
    let timeline = try MemoryModel.timeline(
      step(Candidate(model, microBatches: [microBatch]), plan: plan), maximumAllocation: budget.singleAllocation, prediction)
    return TimelinePicture(
      title: "\(model.name): device memory through one training step",
      subtitle: "\(optimizer.name), micro-batches of \(microBatch), plan \(plan.rawValue)",
      timeline: timeline, allocated: prediction.total)
  }

  /// The same with another activation budget.
  public func keeping(to activationBudget: Int) -> Fit {
    Fit(
      budget, optimizer: optimizer, loss: loss, clipNorm: clipNorm, activationBudget: activationBudget, on: device)
  }

  /// The same step with the least activation budget that would do, where there is one and the given one does not.
  private func relaxed(_ step: StepDescription) -> StepDescription? {
    guard step.plan == .checkpoint, let activationBudget = step.activationBudget,
      let least = try? MemoryModel.leastActivationBudget(step, maximumAllocation: budget.singleAllocation),
      least > activationBudget
    else { return nil }
    var relaxed = step
    relaxed.activationBudget = least
    return relaxed
  }

  /// As a session builds it; what cannot keep to the activation budget, as near to it as it comes.
  private func graph(_ model: Model, _ microBatch: Int, _ plan: MemoryPlan) throws(GraphError) -> TrainingGraph {
    let step = step(Candidate(model, microBatches: [microBatch]), plan: plan)
    do throws(GraphError) {
      return try TrainingGraph.planned(step, maximumAllocation: budget.singleAllocation)
    } catch {
      guard let relaxed = relaxed(step) else { throw error }
      return try TrainingGraph.planned(relaxed, maximumAllocation: budget.singleAllocation)
    }
  }

  /// Of what does not fit into the largest single allocation the largest tensor.
  private static func largestPiece(of graph: Graph) -> Obstacle? {
    let own = graph.tensors.filter { if case .own = $0.storage { true } else { false } }
    return own.max { $0.type.byteCount < $1.type.byteCount }.map {
      .singleAllocation($0.category, tensor: $0.name, byteCount: $0.type.byteCount)
    }
  }
}
