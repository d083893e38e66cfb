import ConcordGraph
import ConcordKit
import ConcordNN

/// What fits into a budget, answered without a trial step and without allocating: the memory model predicts, the device declares its
/// workspace, the planner says what must lie in one piece.
public struct Fit {
  public let budget: MemoryBudget
  public let optimizer: any Optimizer
  public let loss: Loss
  public let clipNorm: Double?
  /// Whose workspace is counted; nil for none, as the reference needs none.
  private let device: (any Device)?

  public init(
    _ budget: MemoryBudget, optimizer: any Optimizer, loss: Loss = .crossEntropy(), clipNorm: Double? = nil,
    on device: (any Device)? = nil
  ) {
    self.budget = budget
    self.optimizer = optimizer
    self.loss = loss
    self.clipNorm = clipNorm
    self.device = device
  }

  /// Whether a model can be trained in micro-batches of these sizes under a plan.
  public func verdict(_ model: Model, microBatches: Set<Int>, plan: MemoryPlan) throws -> Verdict {
    let largest = microBatches.max() ?? 1
    // A layer without a formula is an error; a size that no tensor can have is an answer.
    _ = try MemoryModel.layers(of: model)
    let bare: MemoryPrediction
    do {
      bare = try prediction(model, largest, plan, workspace: 0)
    } catch let error as GraphError {
      return .exceeds(MemoryPrediction(), .unsupported("\(error)"))
    }
    if bare.total > budget.total { return .exceeds(bare, .total) }
    if let obstacle = try unplaceable(model, largest, plan) { return .exceeds(bare, obstacle) }
    guard let device else { return .fits(bare) }
    var workspace = 0
    for size in microBatches {
      do throws(BackendError) {
        workspace = max(
          workspace, try MemoryModel.declaredWorkspace(of: graph(model, size, plan).get(), on: device))
      } catch {
        guard error.code == .unsupported else { throw error }
        return .exceeds(bare, .unsupported(error.message))
      }
    }
    let whole = try prediction(model, largest, plan, workspace: workspace)
    if whole.total > budget.total { return .exceeds(whole, .total) }
    if let limit = budget.singleAllocation, MemoryAlignment.roundUp(workspace) > limit {
      return .exceeds(whole, .singleAllocation(.workspace, tensor: "workspace", byteCount: workspace))
    }
    return .fits(whole)
  }

  /// The multiply-adds of forward and backward pass for each image, recomputed ones included.
  public func multiplyAddsPerImage(_ model: Model, microBatch: Int, plan: MemoryPlan) throws -> Int {
    let graph = try graph(model, microBatch, plan).get()
    return graph.gradient(continuing: false).reduce(0) { sum, node in
      sum + node.definition.multiplyAdds(for: node.inputs.map { graph.graph[$0].type })
    } / microBatch
  }

  /// Whether samples depend on each other, so that another micro-batch gives another result.
  public static func couplesSamples(_ model: Model) throws -> Bool {
    let graph = try TrainingGraph(model, microBatch: 2, optimizer: SGD(learningRate: 0)).graph
    return graph.nodes.contains { $0.definition is BatchNorm }
  }

  /// The bytes of one step, for people to look at.
  public func picture(_ model: Model, microBatch: Int, plan: MemoryPlan, _ prediction: MemoryPrediction) throws
    -> TimelinePicture
  {
    let graph = try graph(model, microBatch, plan).get()
    let workspaces = try device.map {
      try $0.workspace(for: graph.graph.program(graph.gradient(continuing: false) + graph.update))
    }
    return TimelinePicture(
      title: "\(model.name): device memory through one training step",
      subtitle: "\(optimizer.name), micro-batches of \(microBatch), plan \(plan.rawValue)",
      timeline: LiveBytes(graph, prediction, workspaces: workspaces ?? []), allocated: prediction.total)
  }

  private func prediction(_ model: Model, _ microBatch: Int, _ plan: MemoryPlan, workspace: Int) throws -> MemoryPrediction {
    try MemoryModel.predict(
      model, microBatch: microBatch, optimizer: optimizer, loss: loss, clipNorm: clipNorm, plan: plan, workspace: workspace)
  }

  private func graph(_ model: Model, _ microBatch: Int, _ plan: MemoryPlan) -> Result<TrainingGraph, BackendError> {
    do throws(GraphError) {
      return .success(
        try TrainingGraph(
          model, microBatch: microBatch, optimizer: optimizer, loss: loss, clipNorm: clipNorm,
          maximumAllocation: budget.singleAllocation))
    } catch {
      return .failure(BackendError(.unsupported, "\(error)"))
    }
  }

  /// What does not fit into the largest single allocation, if anything.
  private func unplaceable(_ model: Model, _ microBatch: Int, _ plan: MemoryPlan) throws -> Obstacle? {
    guard let limit = budget.singleAllocation else { return nil }
    let graph = try graph(model, microBatch, plan).get().graph
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
