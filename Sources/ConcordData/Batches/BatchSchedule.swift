import ConcordNumerics

/// How the samples of a data set are dealt out: epochs into batches, batches into micro-batches.
///
/// Every sample is taken once an epoch, where all steps of it are made; the last batch is smaller where the batch size does not divide their number. The
/// batch size is what one update of the parameters averages over; the micro-batch size only says how many samples go
/// through the device at once.
public struct BatchSchedule: Sendable, Hashable {
  /// Samples of an epoch.
  public let sampleCount: Int
  /// Samples of a step; the last step of an epoch may have fewer.
  public let batchSize: Int
  /// The most samples that the device holds at once.
  public let microBatchSize: Int
  /// What a batch is cut into: micro-batches lie within shards.
  public let shards: Shards
  /// What the order of the samples follows from, together with the epoch.
  public let seed: UInt64
  /// Whether each epoch has an order of its own, drawn from the seed.
  public let shuffles: Bool
  /// The most steps of an epoch, its first; nil for all.
  public let stepLimit: Int?

  /// - Parameters:
  ///   - sampleCount: Samples of an epoch.
  ///   - batchSize: Samples of a step.
  ///   - microBatchSize: the size of a shard where nil.
  ///   - shards: How many shards a batch is cut into, at most one for each sample.
  ///   - seed: What the order follows from.
  ///   - shuffles: Whether each epoch has an order of its own.
  ///   - stepLimit: The most steps of an epoch, at least 1; nil for all.
  /// - Throws: `invalidBatchSize` where the batch size is not 1 … `sampleCount`, the number of shards not 1 … batch size, or the
  ///   micro-batch size not 1 … the size of a shard.
  public init(
    sampleCount: Int, batchSize: Int, microBatchSize: Int? = nil, shards: Int = 1, seed: UInt64, shuffles: Bool,
    stepLimit: Int? = nil
  ) throws(DataError) {
    guard batchSize >= 1, batchSize <= sampleCount else {
      throw DataError(
        .invalidBatchSize, "batch size",
        expected: "1 to \(sampleCount), the number of samples", found: "\(batchSize)",
        remedy: "give a size in that range")
    }
    guard shards >= 1, shards <= batchSize else {
      throw DataError(
        .invalidBatchSize, "number of shards",
        expected: "1 to \(batchSize), the batch size", found: "\(shards)",
        remedy: "give a number in that range, or none for whole batches")
    }
    self.shards = Shards(shards, ofBatch: batchSize)
    let largest = min(batchSize, self.shards.size)
    let microBatchSize = microBatchSize ?? largest
    guard microBatchSize >= 1, microBatchSize <= largest else {
      let what = shards == 1 ? "the batch size" : "the samples of each of \(self.shards.count) shards"
      throw DataError(
        .invalidBatchSize, "micro-batch size", expected: "1 to \(largest), \(what)", found: "\(microBatchSize)",
        remedy: "give a size in that range, or none for whole \(shards == 1 ? "batches" : "shards")")
    }
    self.sampleCount = sampleCount
    self.batchSize = batchSize
    self.microBatchSize = microBatchSize
    self.seed = seed
    self.shuffles = shuffles
    self.stepLimit = stepLimit.map { max(1, $0) }
  }

  /// The same batches, each dealt out whole: for devices that share it.
  public var inWholeBatches: BatchSchedule { BatchSchedule(whole: self) }

  private init(whole schedule: BatchSchedule) {
    (sampleCount, batchSize, microBatchSize) = (schedule.sampleCount, schedule.batchSize, schedule.batchSize)
    (shards, seed, shuffles, stepLimit) = (.one, schedule.seed, schedule.shuffles, schedule.stepLimit)
  }

  /// Batches of an epoch, the last smaller one included.
  public var stepsPerEpoch: Int { min(stepLimit ?? .max, (sampleCount - 1) / batchSize + 1) }

  /// The index of each sample in the order in which the epoch takes them.
  public func order(ofEpoch epoch: Int) -> [Int] {
    SampleOrder.indices(count: sampleCount, epoch: epoch, seed: seed, shuffle: shuffles)
  }

  /// Micro-batches of an epoch.
  public var microBatchesPerEpoch: Int {
    let wholeBatches = min(stepLimit ?? .max, sampleCount / batchSize)
    let rest = stepsPerEpoch > wholeBatches ? sampleCount % batchSize : 0
    return wholeBatches * microBatches(ofBatch: batchSize) + microBatches(ofBatch: rest)
  }

  /// Of a whole shard; of one that is larger than the batch, those of the batch.
  private var microBatchesPerShard: Int { (min(shards.size, batchSize) - 1) / microBatchSize + 1 }

  private func microBatches(ofBatch samples: Int) -> Int {
    let (whole, rest) = samples.quotientAndRemainder(dividingBy: shards.size)
    return whole * microBatchesPerShard + (rest + microBatchSize - 1) / microBatchSize
  }

  /// The number of the micro-batch that opens a batch of an epoch; from 0, as the batches.
  func firstMicroBatch(ofStep step: Int) -> Int { step * microBatches(ofBatch: batchSize) }

  /// A micro-batch of an epoch.
  ///
  /// - Parameters:
  ///   - number: 0 … `microBatchesPerEpoch` − 1, counted in the order in which they are trained.
  ///   - epoch: Counted from 0.
  public func microBatch(_ number: Int, ofEpoch epoch: Int) -> MicroBatch {
    precondition(number >= 0 && number < microBatchesPerEpoch, "a micro-batch of the epoch")
    let (step, place) = number.quotientAndRemainder(dividingBy: microBatches(ofBatch: batchSize))
    let batchStart = step * batchSize
    let batchCount = min(batchSize, sampleCount - batchStart)
    let (shard, part) = place.quotientAndRemainder(dividingBy: microBatchesPerShard)
    // With one shard, whose size has no end, `shard` is 0.
    let shardStart = shard == 0 ? 0 : shard * shards.size
    let start = shardStart + part * microBatchSize
    let end = min(start + microBatchSize, batchCount, shardStart.addingReportingOverflow(shards.size).partialValue)
    return MicroBatch(
      epoch: epoch, step: step, batchCount: batchCount, placesInBatch: start..<end,
      placesInEpoch: (batchStart + start)..<(batchStart + end))
  }
}
