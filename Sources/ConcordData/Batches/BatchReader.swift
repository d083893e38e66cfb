import ConcordKit
import Dispatch
import Synchronization

/// The threads' side of a `BatchLoader`.
///
/// A serial queue fills free batches in their order. The samples of a batch, or of several where a batch has fewer than the processor
/// has cores, are shared among threads where reading them takes long enough. So there is one writer of every batch at a time, and no
/// more of them than `batchCount`.
final class BatchReader: Sendable {
  private struct State {
    /// Batches that nobody uses.
    var free: [Batch] = []
    /// How many may still be made.
    var unmade: Int
    /// Those that are filled, in their order.
    var ready: [Batch] = []
    /// What the caller has.
    var dealt: Batch?
    /// Why there is nothing after those that are ready.
    var end: End?
  }

  private enum End {
    case allDealt
    case failed(any Error)
  }

  private let source: any DataSource
  private let schedule: BatchSchedule
  /// How many batches are read together.
  private let groupSize: Int
  private let state: Mutex<State>
  /// Used by the queue alone.
  private let progress: Mutex<Progress>
  private let isStopped = Atomic(false)
  private let queue = DispatchQueue(label: "concord.batch-loader", qos: .userInitiated)
  /// Counts the batches that are ready, and the end.
  private let isReady = DispatchSemaphore(value: 0)

  private struct Progress {
    var sequence: BatchSequence
    /// Of the batches before, on one thread; what is not known yet is taken for quick.
    var nanosecondsPerSample = 0
  }

  init(_ source: any DataSource, _ sequence: BatchSequence) {
    self.source = source
    schedule = sequence.schedule
    groupSize = (ParallelWork.cores + schedule.microBatchSize - 1) / schedule.microBatchSize
    // One with the caller, and two ahead of it, so that a slow one among quick ones is no wait.
    state = Mutex(State(unmade: 1 + max(2, groupSize)))
    progress = Mutex(Progress(sequence: sequence))
    queue.async { [self] in fillFree() }
  }

  /// Returns when nothing reads from the source any more.
  func stop() {
    isStopped.store(true, ordering: .relaxed)
    queue.sync {}
  }

  func next() throws -> Batch? {
    let hasFreed = state.withLock { state in
      guard let batch = state.dealt.take() else { return false }
      state.free.append(batch)
      return true
    }
    if hasFreed { queue.async { [self] in fillFree() } }
    isReady.wait()
    let result: Result<Batch?, any Error> = state.withLock { state in
      if !state.ready.isEmpty {
        let batch = state.ready.removeFirst()
        state.dealt = batch
        return .success(batch)
      }
      // Whoever asks again gets the same answer.
      isReady.signal()
      if case .failed(let error) = state.end { return .failure(error) }
      return .success(nil)
    }
    return try result.get()
  }

  // MARK: On the queue

  private func fillFree() {
    progress.withLock { progress in
      while !isStopped.load(ordering: .relaxed), fillGroup(&progress) {}
    }
  }

  /// Fills the next batches; whether there may be more to do.
  private func fillGroup(_ progress: inout Progress) -> Bool {
    let room = state.withLock { $0.end == nil ? min(groupSize, $0.free.count + $0.unmade) : 0 }
    var tasks: [ReadingTask] = []
    do {
      while tasks.count < room, let (microBatch, indices) = progress.sequence.next() {
        let batch = try freeBatch()
        batch.microBatch = microBatch
        tasks.append(ReadingTask(batch: batch, indices: indices))
      }
      guard !tasks.isEmpty else {
        if room > 0 { finish(.allDealt) }
        return false
      }
      try read(tasks, &progress)
    } catch {
      finish(.failed(error))
      return false
    }
    return true
  }

  private func freeBatch() throws -> Batch {
    if let batch = state.withLock({ $0.free.popLast() }) { return batch }
    let capacity = schedule.microBatchSize
    try PixelMemory.require(Batch.byteCount(source, capacity: capacity), for: "a batch of \(capacity) samples")
    state.withLock { $0.unmade -= 1 }
    return Batch(source, capacity: capacity)
  }

  /// - Throws: What the first sample that cannot be had throws, after the batches before its own are handed on.
  private func read(_ tasks: [ReadingTask], _ progress: inout Progress) throws {
    let places = tasks.enumerated().flatMap { number, task in task.indices.indices.map { (number, $0) } }
    let outcome = Mutex((failure: (place: Int, error: any Error)?.none, nanoseconds: UInt64(0)))
    ParallelWork.forRanges(of: places.count, work: progress.nanosecondsPerSample * places.count) { range in
      let start = DispatchTime.now().uptimeNanoseconds
      let scratch = Scratch()
      var failure: (place: Int, error: any Error)?
      for place in range where failure == nil && !isStopped.load(ordering: .relaxed) {
        let (number, sample) = places[place]
        let (batch, indices) = (tasks[number].batch, tasks[number].indices)
        do {
          try batch.read(
            indices[sample], of: source, to: sample - indices.startIndex, seed: schedule.seed, scratch)
        } catch {
          failure = (place, error)
        }
      }
      let nanoseconds = DispatchTime.now().uptimeNanoseconds - start
      outcome.withLock { outcome in
        outcome.nanoseconds += nanoseconds
        if let failure, outcome.failure.map({ failure.place < $0.place }) ?? true { outcome.failure = failure }
      }
    }
    let (failure, nanoseconds) = outcome.withLock { $0 }
    progress.nanosecondsPerSample = Int(nanoseconds) / places.count
    for (number, task) in tasks.enumerated() {
      if let failure, places[failure.place].0 == number { throw failure.error }
      state.withLock { $0.ready.append(task.batch) }
      isReady.signal()
    }
  }

  private func finish(_ end: End) {
    state.withLock { $0.end = end }
    isReady.signal()
  }
}

/// A batch to be filled, and the indices of its samples.
private struct ReadingTask: Sendable {
  let batch: Batch
  let indices: ArraySlice<Int>
}
