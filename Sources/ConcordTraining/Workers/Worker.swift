import ConcordData
import ConcordGraph
import ConcordKit
import ConcordNN
import ConcordNumerics
import Dispatch

/// All samples of a step, of which each worker takes some.
struct WorkerBatch: @unchecked Sendable {
  /// Good for as long as the step is shared out.
  let inputs: [UnsafeRawBufferPointer]
  let targets: [UnsafeRawBufferPointer]
  let part: TrainingSession.Part
  let weights: [Double]
  let shardSize: Int

  /// Bytes of some samples, of each tensor.
  func slices(_ tensors: [UnsafeRawBufferPointer], _ samples: Range<Int>) -> [UnsafeRawBufferPointer] {
    tensors.map { bytes in
      let each = bytes.count / part.batchSize
      return UnsafeRawBufferPointer(rebasing: bytes[(samples.lowerBound * each)..<(samples.upperBound * each)])
    }
  }
}

/// One device of a team. Used by one thread at a time.
final class Worker: @unchecked Sendable {
  /// Counted from 0.
  let number: Int
  private let count: Int
  private let session: TrainingSession
  /// Its own thread.
  let queue: DispatchQueue

  /// What a worker throws that ends because another failed.
  struct Stopped: Error {}

  /// What a range of shards left.
  struct Outcome: Sendable {
    var blocks: [ShardBlock: PartialSums] = [:]
    /// Of each micro-batch, in order.
    var statistics: [RunningStatistics.Group] = []
    var seconds = 0.0
  }

  init(_ session: TrainingSession, number: Int, of count: Int) {
    (self.session, self.number, self.count) = (session, number, count)
    queue = DispatchQueue(label: "concord.worker-\(number)", qos: .userInitiated)
  }

  /// Folds a range of shards, block by block.
  ///
  /// - Parameters:
  ///   - range: Of the batch's shards.
  ///   - count: Of the batch.
  ///   - isStopped: Asked before each micro-batch.
  func fold(_ range: Range<Int>, of count: Int, _ batch: WorkerBatch, _ isStopped: () -> Bool) throws -> Outcome {
    let clock = ContinuousClock()
    let start = clock.now
    var outcome = Outcome()
    for block in ShardBlock.blocks(of: range, in: count) {
      var part = batch.part
      (part.weights, part.block) = (batch.weights, block.shards)
      var reads: [[any PendingRead]] = []
      for shard in block.shards {
        let first = count == 1 ? 0 : shard * batch.shardSize
        let end = count == 1 ? part.batchSize : min(first + batch.shardSize, part.batchSize)
        for sample in stride(from: first, to: end, by: session.microBatch) {
          guard !isStopped() else { throw Stopped() }
          let samples = sample..<min(sample + session.microBatch, end)
          part.firstSample = sample
          if !session.graph.statistics.isEmpty { try session.clearStatistics() }
          try session.train(
            inputs: batch.slices(batch.inputs, samples), targets: batch.slices(batch.targets, samples), count: samples.count,
            part)
          if !session.graph.statistics.isEmpty { reads.append(try session.startStatistics()) }
        }
      }
      outcome.blocks[block] = try session.sums()
      for read in reads { outcome.statistics.append(try session.statistics(read)) }
    }
    outcome.seconds = (clock.now - start).milliseconds / 1000
    return outcome
  }

  /// What the model gives for some samples of a source. Where fewer are left than a micro-batch has, the last one fills it up.
  ///
  /// - Parameter isStopped: Asked before each micro-batch.
  func evaluate(_ range: Range<Int>, of source: any DataSource, _ isStopped: () -> Bool) throws -> EvaluatedPart {
    let outputs = session.model.outputs
    var part = EvaluatedPart(outputCount: outputs.count)
    for start in stride(from: range.lowerBound, to: range.upperBound, by: session.microBatch) {
      guard !isStopped() else { throw Stopped() }
      let count = min(session.microBatch, range.upperBound - start)
      let samples = (0..<session.microBatch).map { start + min($0, count - 1) }
      let batch = try Batch(source, samples: samples)
      try batch.withUnsafeBytes { inputs, targets in
        try session.evaluate(inputs: inputs, targets: targets, count: batch.count, isFirst: true)
        part.append(
          try outputs.map { try session.logits(of: $0.name, count: count) },
          targets.map { UnsafeRawBufferPointer(rebasing: $0[..<($0.count / batch.count * count)]) }, count: count)
      }
    }
    return part
  }

  /// Updates the parameters by the sums over the whole batch.
  func update(_ sums: PartialSums, _ statistics: RunningStatistics?, _ batch: WorkerBatch) throws {
    try session.write(sums)
    if let statistics { try session.write(statistics) }
    try session.update(batch.part, batch.weights)
  }

  /// An error of this worker, with its device.
  func naming(_ error: any Error) -> any Error {
    let device = "device \(number + 1) of \(count), \(session.device.info.name)"
    guard let error = error as? BackendError else { return BackendError(.internal, "\(device): \(error)") }
    return BackendError(error.code, "\(device): \(error.message); the run ends, and goes on with --resume on any other devices")
  }
}
