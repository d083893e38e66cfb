import ConcordGraph
import ConcordNumerics

/// What is trained and how, as far as it decides a step's operations and memory. What a step costs, whether it fits, and the session that
/// makes it are all asked with one of these.
public struct StepDescription: Sendable {
  /// What is trained.
  public var model: Model
  /// What changes the parameters.
  public var optimizer: any Optimizer
  /// What is made smaller.
  public var loss: any OutputLosses
  /// The norm to which gradients are clipped, if they are.
  public var clipNorm: Double?
  /// How activations share places.
  public var plan: MemoryPlan
  /// Bytes of the arenas of activations, padding included, that the plan `checkpoint` keeps to; other plans do not look at it.
  public var activationBudget: Int?
  /// The sizes of micro-batches that will run.
  public var microBatchSizes: Set<Int>
  /// What a batch is cut into: sums over its samples are chains within a shard, and a tree over them.
  public var shards: Shards
  /// Whether micro-batches of one step may be on several devices: running statistics are averaged by the host then.
  public var isShared = false

  /// A step of the model with all that decides its operations and its memory.
  public init(
    _ model: Model, optimizer: any Optimizer, loss: any OutputLosses = CrossEntropy(), clipNorm: Double? = nil,
    plan: MemoryPlan = .retain, activationBudget: Int? = nil, microBatchSizes: Set<Int>, shards: Shards = .one
  ) {
    self.model = model
    self.optimizer = optimizer
    self.loss = loss
    self.clipNorm = clipNorm
    self.plan = plan
    self.activationBudget = activationBudget
    self.microBatchSizes = microBatchSizes
    self.shards = shards
  }

  /// With micro-batches of one size.
  public init(
    _ model: Model, optimizer: any Optimizer, loss: any OutputLosses = CrossEntropy(), clipNorm: Double? = nil,
    plan: MemoryPlan = .retain, activationBudget: Int? = nil, microBatch: Int, shards: Shards = .one
  ) {
    self.init(
      model, optimizer: optimizer, loss: loss, clipNorm: clipNorm, plan: plan, activationBudget: activationBudget,
      microBatchSizes: [microBatch], shards: shards)
  }

  /// The largest size, which decides the memory.
  public var microBatch: Int { microBatchSizes.max() ?? 1 }
}
