import Dispatch
import Synchronization

/// Deals out the micro-batches of a schedule, preparing the next one on another thread while the caller uses the last.
///
/// Two batches are in use: the caller's and the one being prepared; `next(into:)` exchanges them, so no memory is taken
/// after the second call. What comes out depends on the schedule alone, never on which thread is faster.
public final class BatchLoader: Sendable {
  private struct State {
    var prepared = Batch()
    var isAtEnd = false
    /// The next micro-batch to prepare: its epoch, its number in the epoch, and the epoch's order of samples.
    var epoch: Int
    var number = 0
    var order: [Int] = []
  }

  private let part: DatasetPart
  private let schedule: BatchSchedule
  private let epochs: Range<Int>
  private let augmentation: Augmentation
  private let state: Mutex<State>
  private let queue = DispatchQueue(label: "concord.batch-loader", qos: .userInitiated)
  private let isPrepared = DispatchSemaphore(value: 0)

  /// Starts preparing the first micro-batch at once.
  ///
  /// - Parameters:
  ///   - schedule: made for `part.count` samples.
  ///   - epochs: which epochs to deal out; their numbers choose the orders of a shuffling schedule, and the changes of
  ///     the images.
  ///   - augmentation: made for images of the part's shape; drawn from the schedule's seed.
  public init(part: DatasetPart, schedule: BatchSchedule, epochs: Range<Int>, augmentation: Augmentation = .none) {
    precondition(schedule.sampleCount == part.count, "a schedule for this part")
    self.part = part
    self.schedule = schedule
    self.epochs = epochs
    self.augmentation = augmentation
    state = Mutex(State(epoch: epochs.lowerBound))
    prepareNext()
  }

  /// Exchanges `batch` for the next micro-batch. What `batch` held is overwritten by a later one.
  ///
  /// - Returns: whether there was one; false, and `batch` as it was, when all epochs are dealt out.
  public func next(into batch: inout Batch) -> Bool {
    isPrepared.wait()
    let isAtEnd = state.withLock { state in
      if !state.isAtEnd { swap(&state.prepared, &batch) }
      return state.isAtEnd
    }
    if isAtEnd {
      isPrepared.signal()
      return false
    }
    prepareNext()
    return true
  }

  private func prepareNext() {
    queue.async { [self] in
      state.withLock { advance(&$0) }
      isPrepared.signal()
    }
  }

  private func advance(_ state: inout State) {
    if state.number == schedule.microBatchesPerEpoch {
      state.epoch += 1
      state.number = 0
    }
    guard state.epoch < epochs.upperBound else {
      state.isAtEnd = true
      return
    }
    if state.number == 0 { state.order = schedule.order(ofEpoch: state.epoch) }
    let microBatch = schedule.microBatch(state.number, ofEpoch: state.epoch)
    state.prepared.fill(
      from: part, microBatch, order: state.order, capacity: schedule.microBatchSize,
      transforms: transforms(ofEpoch: state.epoch))
    state.number += 1
  }

  private func transforms(ofEpoch epoch: Int) -> ((Int) -> ImageTransform)? {
    if augmentation == .none { return nil }
    return { [augmentation, seed = schedule.seed] in augmentation.transform(sample: $0, epoch: epoch, seed: seed) }
  }
}
