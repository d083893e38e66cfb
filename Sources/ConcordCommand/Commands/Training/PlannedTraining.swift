import Concord

/// A training's step, planned for the device that was opened.
struct PlannedTraining {
  let schedule: BatchSchedule
  let opened: OpenedBackend
  let step: PlannedStep
  /// The devices that share each step with the first.
  let others: [(opened: OpenedBackend, step: PlannedStep)]
  /// The resident size of the process before the device was opened.
  let residentBytesBeforeDevice: Int

  /// - Parameters:
  ///   - stepLimit: The most steps of an epoch; nil for all.
  ///   - isShared: Whether other processes share each step.
  ///   - json: Whether tables of what does not fit are JSON.
  ///   - changed: What is made of the optimizer.
  init(
    _ training: ResolvedTraining, on dataset: Dataset, stepLimit: Int? = nil, isShared: Bool = false, json: Bool,
    _ progress: inout Progress,
    optimizer changed: (any Optimizer) -> any Optimizer = { $0 }
  ) throws {
    let asked = training.askedBatchSize
    let batchSize = asked ?? BatchSizeChoice.standard(of: dataset.train.count)
    if asked == nil, let note = BatchSizeChoice.note(batchSize) { progress.line(note) }
    guard batchSize <= dataset.train.count else {
      throw CommandError(
        "--batch-size must be between 1 and the data set's \(dataset.train.count) training images, but is \(batchSize)")
    }
    let shards = try ShardChoice.shards(training.askedShards, ofBatch: batchSize)
    let optimizer = changed(try training.optimizer(batchSize))
    let (model, settings, microBatch) = (training.model, training.settings, training.microBatch)
    func makeSchedule(_ microBatch: Int?) throws -> BatchSchedule {
      try BatchSchedule(
        sampleCount: dataset.train.count, batchSize: batchSize, microBatchSize: microBatch, shards: training.askedShards ?? 1,
        seed: training.seed,
        shuffles: !training.options.noShuffle && settings.shuffle ?? true, stepLimit: stepLimit)
    }
    func candidate(_ microBatch: Int) throws -> Fit.Candidate {
      Fit.Candidate(model, microBatches: Trainer.microBatchSizes(try makeSchedule(microBatch), of: dataset), shards: shards)
    }
    var schedule = try FlagMistake.naming("--micro-batch") { try makeSchedule(microBatch?.count) }
    var plan = training.plan ?? .retain
    residentBytesBeforeDevice = ProcessMemory.residentBytes
    let all = try BackendChoice.openAll(flag: training.options.backend, config: settings.backend) { progress.line($0) }
    let opened = all[0]
    // A share of the device is left alone where the command chooses, none where the user did.
    let headroom = microBatch == .auto ? MemoryBudget.standardHeadroom : 0
    var planned: PlannedStep?
    if let budget = MemoryBudget.of(opened.device.info, headroom: headroom, limit: training.memoryLimit) {
      let fit = Fit(
        budget, optimizer: optimizer, loss: training.loss, clipNorm: training.clipNorm,
        activationBudget: training.activationBudget, on: opened.device)
      if microBatch == .auto {
        let largest = try Shortage.largest(
          fit, batchSize: min(batchSize, shards.size), plan: training.plan, json: json, candidate)
        (plan, planned) = (largest.plan, largest.planned)
        schedule = try makeSchedule(largest.microBatch)
        progress.line("micro-batch: \(largest.microBatch), \(largest.reason)")
        if try Fit.couplesSamples(model) {
          progress.line("note: batch normalisation works on micro-batches, so that another device may give other results")
        }
      } else {
        planned = try Shortage.check(
          fit, microBatch: schedule.microBatchSize, batchSize: min(batchSize, shards.size), plan: training.plan, json: json,
          candidate)
      }
    }
    progress.announce("preparing the step; kernels that are not in the cache are compiled")
    var description = StepDescription(
      model, optimizer: optimizer, loss: training.loss, clipNorm: training.clipNorm, plan: plan,
      activationBudget: training.activationBudget, microBatchSizes: Trainer.microBatchSizes(schedule, of: dataset),
      shards: shards)
    description.isShared = all.count > 1 || isShared
    if all.count > shards.count, all.count > 1 {
      progress.line("note: \(all.count) devices share \(shards.count) shards, so that some have none; --shards sets more")
    }
    let shared = description
    others = try all.dropFirst().map { ($0, try PlannedStep(shared, on: $0.device)) }
    if shared.isShared { planned = nil }
    step =
      try planned
      ?? PlannedStep(description, on: opened.device)
    (self.schedule, self.opened) = (schedule, opened)
  }
}
