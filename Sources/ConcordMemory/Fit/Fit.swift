import ConcordGraph
import ConcordKit
import ConcordNN

/// What fits into a budget, answered without a trial step and without allocating: the memory model predicts, the device declares its
/// workspace, the planner says what must lie in one piece.
public struct Fit {
  public let budget: MemoryBudget
  public let optimizer: any Optimizer
  public let loss: any OutputLosses
  public let clipNorm: Double?
  /// What activations keep to under the plan `checkpoint`; its default where nil.
  public let activationBudget: Int?
  /// Whose workspace is counted; nil for none, as the reference needs none.
  private let device: (any Device)?

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

  /// Whether a model can be trained in micro-batches of these sizes under a plan.
  public func verdict(_ model: Model, microBatches: Set<Int>, plan: MemoryPlan) throws -> Verdict {
    let largest = microBatches.max() ?? 1
    // A shape mistake is an error; a size that no tensor can have is an answer.
    _ = try MemoryModel.layers(of: model)
    let bare: MemoryPrediction
    do {
      bare = try prediction(model, largest, plan, activationBudget, workspace: 0)
    } catch let error as GraphError {
      guard let least = leastActivationBudget(model, largest, plan) else {
        return .exceeds(MemoryPrediction(), .unsupported("\(error)"))
      }
      return .exceeds(try prediction(model, largest, plan, least, workspace: 0), .activationBudget(least: least))
    }
    if bare.total > budget.total { return .exceeds(bare, .total) }
    if let obstacle = try unplaceable(model, largest, plan) { return .exceeds(bare, obstacle) }
    guard let device else { return .fits(bare) }
    var workspace = 0
    let graph = try graph(model, largest, plan)
    for size in microBatches {
      let part = size == largest ? graph : try self.graph(model, size, .cuts(graph.cuts))
      do throws(BackendError) {
        workspace = max(workspace, try MemoryModel.declaredWorkspace(of: part, on: device))
      } catch {
        guard error.code == .unsupported else { throw error }
        return .exceeds(bare, .unsupported(error.message))
      }
    }
    let whole = try prediction(model, largest, plan, activationBudget, workspace: workspace)
    if whole.total > budget.total { return .exceeds(whole, .total) }
    if let limit = budget.singleAllocation, MemoryAlignment.roundUp(workspace) > limit {
      return .exceeds(whole, .singleAllocation(.workspace, tensor: "workspace", byteCount: workspace))
    }
    return .fits(whole)
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
      model, microBatch: microBatch, loss: loss, plan: plan, activationBudget: activationBudget,
      maximumAllocation: budget.singleAllocation, prediction)
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

  /// The least activation budget that would do, where there is one and it does not.
  private func leastActivationBudget(_ model: Model, _ microBatch: Int, _ plan: MemoryPlan) -> Int? {
    guard plan == .checkpoint, let activationBudget else { return nil }
    let least = try? MemoryModel.leastActivationBudget(
      model, microBatch: microBatch, loss: loss, maximumAllocation: budget.singleAllocation)
    return least.flatMap { $0 > activationBudget ? $0 : nil }
  }

  private func prediction(
    _ model: Model, _ microBatch: Int, _ plan: MemoryPlan, _ activationBudget: Int?, workspace: Int
  ) throws -> MemoryPrediction {
    try MemoryModel.predict(
      model, microBatch: microBatch, optimizer: optimizer, loss: loss, clipNorm: clipNorm, plan: plan,
      activationBudget: activationBudget, maximumAllocation: budget.singleAllocation, workspace: workspace)
  }

  /// As a session builds it; what cannot keep to the activation budget, as near to it as it comes.
  private func graph(_ model: Model, _ microBatch: Int, _ plan: MemoryPlan) throws(GraphError) -> TrainingGraph {
    func planned(_ activationBudget: Int?) throws(GraphError) -> TrainingGraph {
      try TrainingGraph.planned(plan, activationBudget: activationBudget, maximumAllocation: budget.singleAllocation) {
        checkpoints throws(GraphError) in try graph(model, microBatch, checkpoints)
      }
    }
    do throws(GraphError) {
      return try planned(activationBudget)
    } catch {
      guard let least = leastActivationBudget(model, microBatch, plan) else { throw error }
      return try planned(least)
    }
  }

  private func graph(_ model: Model, _ microBatch: Int, _ checkpoints: Checkpoints) throws(GraphError) -> TrainingGraph {
    try TrainingGraph(
      model, microBatch: microBatch, optimizer: optimizer, loss: loss, clipNorm: clipNorm,
      maximumAllocation: budget.singleAllocation, checkpoints: checkpoints)
  }

  /// What does not fit into the largest single allocation, if anything.
  private func unplaceable(_ model: Model, _ microBatch: Int, _ plan: MemoryPlan) throws -> Obstacle? {
    guard let limit = budget.singleAllocation else { return nil }
    let graph = try graph(model, microBatch, plan).graph
    do throws(BackendError) {
      _ = try Planner.layout(graph, plan: plan, maximumAllocation: limit)
      return nil
    } catch {
      guard error.code == .outOfMemory else { throw error }
      let own = graph.tensors.filter { if case .own = $0.storage { true } else { false } }
      guard let tensor = own.max(by: { $0.type.byteCount < $1.type.byteCount }) else { throw error }
      return .singleAllocation(tensor.category, tensor: tensor.name, byteCount: tensor.type.byteCount)
    }
  }
}
