import ConcordData
import ConcordDigest
import ConcordGraph
import ConcordKit
import ConcordMemory
import ConcordNN
import ConcordNumerics

/// A model on a device, ready to train: everything allocated, everything compiled on first use.
///
/// A step is one or more micro-batches; its result does not depend on how many, unless the model has batch normalisation, whose
/// group is the micro-batch.
public final class TrainingSession {
  /// What was planned, and is done.
  public let planned: PlannedStep
  /// How the learning rate changes.
  public let schedule: LearningRateSchedule
  let deviceMemory: StepMemory
  private let programs: ProgramCache<StepProgram>
  private let scalars: StepScalars
  /// Where the last micro-batch lies that was run.
  private var batchPlace = 0
  /// Of the targets of the last step's batch, by output.
  private(set) var stepWeights: [Double] = []
  /// Of the targets of an evaluation so far, by output.
  private(set) var evaluationWeights: [Double] = []

  /// What is trained.
  public var model: Model { planned.step.model }
  /// Where it runs.
  public var device: any Device { planned.device }
  /// What changes the parameters.
  public var optimizer: any Optimizer { planned.step.optimizer }
  /// What is made smaller.
  public var loss: any OutputLosses { planned.step.loss }
  /// The norm to which gradients are clipped, if they are.
  public var clipNorm: Double? { planned.step.clipNorm }
  /// How activations share places.
  public var plan: MemoryPlan { planned.step.plan }
  /// What the activations keep to under the plan `checkpoint`, where given: bytes.
  public var activationBudget: Int? { planned.step.activationBudget }
  /// What a batch is cut into.
  public var shards: Shards { planned.step.shards }
  /// The largest micro-batch.
  public var microBatch: Int { planned.step.microBatch }
  /// What the memory model said before anything was allocated.
  public var prediction: MemoryPrediction { planned.prediction }
  /// What was asked of the device.
  public var ledger: Ledger { deviceMemory.ledger }
  /// The model's parameters, in order.
  public var parameters: [Parameter] { graph.parameters }
  /// What the model's layers keep from step to step without learning it, such as running statistics.
  public var state: [Parameter] { graph.state }

  /// Of the largest micro-batch.
  var graph: TrainingGraph { planned.graphs.largest }

  /// Allocates and starts what was planned.
  ///
  /// - Parameters:
  ///   - planned: What is allocated and run.
  ///   - schedule: Of the learning rate.
  ///   - seed: Of all random numbers: the initial parameters, and what layers draw.
  ///   - memoryLimit: The most that may be asked of the device; its own memory where nil.
  /// - Throws: `outOfMemory`, before anything is allocated, where the prediction is more than that or the device's memory.
  public init(
    _ planned: PlannedStep, schedule: LearningRateSchedule = .constant, seed: UInt64, memoryLimit: ByteCount? = nil
  ) throws {
    let (step, prediction) = (planned.step, planned.prediction)
    if let budget = MemoryBudget.of(planned.device.info, limit: memoryLimit), prediction.total > budget.total {
      throw BackendError(
        .outOfMemory,
        "'\(step.model.name)' in micro-batches of \(step.microBatch) needs \(prediction.total) bytes under the plan \(step.plan.rawValue), "
          + "more than the \(budget.total) of \(budget.origin); choose a smaller batch or micro-batch, or another device")
    }
    let graph = planned.graphs.largest
    scalars = try StepScalars(graph, step.optimizer, schedule, seed: seed)
    let memory = try StepMemory(planned, limit: memoryLimit)
    programs = ProgramCache(in: memory) { program throws(BackendError) in try planned.program(program) }
    deviceMemory = memory
    self.planned = planned
    self.schedule = schedule
    for constant in graph.graph.constants { try constant.values.withUnsafeBytes { try memory.write($0, to: constant.tensor) } }
    for tensors in [graph.parameters, graph.state] {
      for (number, tensor) in tensors.enumerated() {
        try write(tensor.initializer.values(count: tensor.elementCount, seed: seed, parameter: number), to: tensor)
      }
    }
  }

  /// Plans a step, allocates it and starts it.
  ///
  /// - Parameters:
  ///   - model: What is trained.
  ///   - device: Where it runs.
  ///   - optimizer: What changes the parameters.
  ///   - loss: What is made smaller.
  ///   - schedule: Of the learning rate.
  ///   - clipNorm: Before an update, gradients are scaled so that the norm of all of them together is at most this; not where nil.
  ///   - microBatchSizes: The sizes that will be run; the largest decides the memory.
  ///   - seed: Of all random numbers: the initial parameters, and what layers draw.
  ///   - plan: How activations share places.
  ///   - activationBudget: Bytes of the arenas of activations, padding included, that the plan `checkpoint` keeps to.
  ///   - memoryLimit: The most that may be asked of the device; its own memory where nil.
  ///   - shards: What a batch is cut into.
  /// - Throws: `outOfMemory`, before anything is allocated, where the prediction is more than that or the device's memory.
  public convenience init(
    _ model: Model, on device: any Device, optimizer: any Optimizer, loss: any OutputLosses = CrossEntropy(),
    schedule: LearningRateSchedule = .constant, clipNorm: Double? = nil, microBatchSizes: Set<Int>, seed: UInt64,
    plan: MemoryPlan = .retain, activationBudget: Int? = nil, memoryLimit: ByteCount? = nil, shards: Shards = .one
  ) throws {
    let step = StepDescription(
      model, optimizer: optimizer, loss: loss, clipNorm: clipNorm, plan: plan, activationBudget: activationBudget,
      microBatchSizes: microBatchSizes, shards: shards)
    try self.init(PlannedStep(step, on: device), schedule: schedule, seed: seed, memoryLimit: memoryLimit)
  }

  /// What is in use at each operation of a step with the largest micro-batch, from the program's places.
  public var timeline: MemoryTimeline {
    MemoryTimeline(
      measured: graph, layout: planned.layout, batchPlaces: planned.batchPlaces,
      workspaceByteCount: planned.workspaceByteCount)
  }

  /// Prediction and ledger, as they stand now.
  public var memory: MemoryComparison { MemoryComparison(prediction, ledger) }

  /// One micro-batch of a step.
  public struct Part: Sendable {
    /// The samples of the whole batch.
    public var batchSize: Int
    /// Counts from 1 over the whole run.
    public var step: UInt64
    /// The place of its first sample in the batch. That at 0 starts the step; the one that reaches the batch's end updates the
    /// parameters.
    public var firstSample: Int
    /// The weight of the whole batch's targets, for each output of the model: ``TrainingSession/weights(of:)``. Needed where a loss counts
    /// targets differently and the micro-batch is not the whole batch.
    public var weights: [Double]?
    /// Shards that are folded by themselves, after which nothing is updated; nil for all of the batch.
    var block: Range<Int>?

    /// - Parameters:
    ///   - batchSize: Samples of the whole step.
    ///   - step: Counts from 1 over the whole run.
    ///   - firstSample: 0 where the micro-batch is the whole batch.
    ///   - weights: Of the targets of the whole batch, by output.
    public init(batchSize: Int, step: UInt64, firstSample: Int, weights: [Double]? = nil) {
      self.batchSize = batchSize
      self.step = step
      self.firstSample = firstSample
      self.weights = weights
    }

    /// A micro-batch of a step, counted from 1.
    init(_ microBatch: MicroBatch, step: Int) {
      self.init(batchSize: microBatch.batchCount, step: UInt64(step), firstSample: microBatch.placesInBatch.lowerBound)
    }
  }

  /// What is run for a micro-batch of so many samples.
  func program(_ part: Part, count: Int) -> StepProgram {
    let (shard, place) = part.firstSample.quotientAndRemainder(dividingBy: shards.size)
    let isLast = part.firstSample + count == part.batchSize
    var ending: StepProgram.Ending?
    if isLast || place + count == shards.size {
      let block = part.block ?? 0..<shards.count(ofBatch: part.batchSize)
      ending = StepProgram.Ending(
        ShardEnd(after: shard - block.lowerBound, of: block.count), updates: isLast && part.block == nil)
    }
    return .training(count: count, continuing: place > 0, ending: ending)
  }

  /// Trains on one micro-batch; returns when the device has been asked, not when it is done.
  ///
  /// The micro-batches of a step come in the order of their samples.
  ///
  /// - Parameters:
  ///   - inputs: For each input of the model, in its order, `count` × its shape of its element type.
  ///   - targets: For each output, in the model's order, what its loss takes as target for `count` samples.
  ///   - count: One of the sizes that the session was made for.
  ///   - part: Where the samples stand in their step.
  /// - Throws: `invalidArgument` for another size, and for bytes that are not as many as a tensor of the model has.
  public func train(
    inputs: [UnsafeRawBufferPointer], targets: [UnsafeRawBufferPointer], count: Int, _ part: Part
  ) throws {
    let (program, values) = try prepare(inputs, targets, count, part)
    try program.run(values)
  }

  /// Updates the parameters alone, by the sums that are there.
  func update(_ part: Part, _ weights: [Double]) throws {
    stepWeights = weights
    try programs[.update(count: microBatch)].run(scalars.training(part, weights))
  }

  /// As ``train(inputs:targets:count:_:)``, but waits for the device, and tells when each kernel was at work, in the order in which
  /// they were started.
  ///
  /// - Throws: `unsupported` where the backend cannot tell.
  public func profile(
    inputs: [UnsafeRawBufferPointer], targets: [UnsafeRawBufferPointer], count: Int, _ part: Part
  ) throws -> [ProfiledLaunch] {
    let (program, values) = try prepare(inputs, targets, count, part)
    let launches = try program.profile(values)
    let (graph, nodes) = try planned.nodes(of: self.program(part, count: count))
    return launches.map { launch in
      let node = nodes[launch.operation]
      return ProfiledLaunch(
        index: launch.operation, operation: node.name, layer: node.layer,
        outputs: node.outputs.map { "\(graph.graph[$0].type)" }.joined(separator: ", "), kernel: launch.name,
        start: launch.start, end: launch.end)
    }
  }

  /// Classifies one micro-batch, adding to what ``lossTotal()`` and ``correctCount(of:)`` give.
  ///
  /// - Parameters:
  ///   - inputs: Bytes of each input.
  ///   - targets: Bytes of each target.
  ///   - count: Samples in them.
  ///   - isFirst: Starts anew.
  public func evaluate(
    inputs: [UnsafeRawBufferPointer], targets: [UnsafeRawBufferPointer], count: Int, isFirst: Bool
  ) throws {
    let place = nextBatchPlace()
    let program = try programs[.evaluation(count: count, continuing: !isFirst), place]
    try program.run(placeEvaluated(inputs, targets, count, isFirst: isFirst, at: place))
  }

  /// A micro-batch goes where the one before the last was, so that it need not wait for the last one's run.
  private func nextBatchPlace() -> Int {
    batchPlace = (batchPlace + 1) % planned.batchPlaces
    return batchPlace
  }

  /// The program of one micro-batch, which is on its way to the device, and its scalars.
  private func prepare(
    _ inputs: [UnsafeRawBufferPointer], _ targets: [UnsafeRawBufferPointer], _ count: Int, _ part: Part
  ) throws -> (program: any CompiledProgram, scalars: [UInt32]) {
    let (samples, weights) = try check(inputs, targets, count, part)
    let place = nextBatchPlace()
    let program = try programs[self.program(part, count: count), place]
    return (program, try self.place(samples, weights, part, at: place))
  }

  /// Sends a micro-batch to the device, for whoever runs its operations.
  ///
  /// - Returns: The scalars of its program.
  func place(
    _ inputs: [UnsafeRawBufferPointer], _ targets: [UnsafeRawBufferPointer], _ count: Int, _ part: Part
  ) throws -> [UInt32] {
    let (samples, weights) = try check(inputs, targets, count, part)
    return try place(samples, weights, part, at: 0)
  }

  /// The same for an evaluation.
  func placeEvaluated(
    _ inputs: [UnsafeRawBufferPointer], _ targets: [UnsafeRawBufferPointer], _ count: Int, isFirst: Bool, at batchPlace: Int = 0
  ) throws -> [UInt32] {
    let samples = try RawSamples(inputs, targets, count: count, of: planned.graph(count), model)
    try samples.write(to: deviceMemory, batchPlace: batchPlace)
    evaluationWeights = isFirst ? samples.weights : zip(evaluationWeights, samples.weights).map { $0 + $1 }
    return scalars.evaluation
  }

  private func check(
    _ inputs: [UnsafeRawBufferPointer], _ targets: [UnsafeRawBufferPointer], _ count: Int, _ part: Part
  ) throws -> (RawSamples, weights: [Double]) {
    guard part.firstSample >= 0, part.batchSize >= count, part.firstSample <= part.batchSize - count else {
      throw BackendError(
        .invalidArgument,
        "a micro-batch of \(count) samples from sample \(part.firstSample) on does not lie in a batch of \(part.batchSize)"
      )
    }
    guard shards.count(ofBatch: part.batchSize) <= shards.count else {
      throw BackendError(
        .invalidArgument,
        "a batch of \(part.batchSize) samples has more shards of \(shards.size) samples than the \(shards.count) that were planned"
      )
    }
    guard part.firstSample % shards.size <= shards.size - count else {
      throw BackendError(
        .invalidArgument,
        "a micro-batch of \(count) samples from sample \(part.firstSample) on does not lie in one shard of \(shards.size)")
    }
    let samples = try RawSamples(inputs, targets, count: count, of: planned.graph(count), model)
    return (samples, try weights(part, count: count, samples.weights))
  }

  private func place(
    _ samples: RawSamples, _ weights: [Double], _ part: Part, at batchPlace: Int
  ) throws -> [UInt32] {
    try samples.write(to: deviceMemory, batchPlace: batchPlace)
    stepWeights = weights
    return try scalars.training(part, weights)
  }
}
