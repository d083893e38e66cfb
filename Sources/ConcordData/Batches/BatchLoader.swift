/// Deals out the micro-batches of a schedule, reading the next ones on other threads while the caller uses the last.
///
/// What comes out depends on the source and the schedule alone, never on which thread is faster. The memory of the batches is taken
/// at the first ones, and goes to and fro from then on. When the loader goes, nothing reads from the source any more.
public final class BatchLoader: Sendable {
  private let reader: BatchReader

  /// Starts reading the first micro-batch at once.
  ///
  /// - Parameters:
  ///   - source: Where the samples come from.
  ///   - schedule: made for `source.count` samples.
  ///   - epochs: which epochs to deal out; their numbers choose the orders of a shuffling schedule, and with its seed whatever
  ///     is random about the samples.
  ///   - steps: batches of the first epoch that are left out, because they were dealt out before.
  public init(_ source: any DataSource, _ schedule: BatchSchedule, epochs: Range<Int>, skipping steps: Int = 0) {
    precondition(schedule.sampleCount == source.count, "a schedule for this source")
    reader = BatchReader(source, BatchSequence(schedule, epochs: epochs, skipping: steps))
  }

  /// All samples once, in their order, without what is random about them in training.
  ///
  /// - Parameters:
  ///   - source: Where the samples come from.
  ///   - size: Samples of a micro-batch, but for the last.
  public convenience init(inOrder source: any DataSource, size: Int) throws(DataError) {
    let schedule = try BatchSchedule(
      sampleCount: source.count, batchSize: min(size, source.count), seed: 0, shuffles: false)
    self.init(source, schedule, epochs: 0..<1)
  }

  deinit { reader.stop() }

  /// The next micro-batch, good until the one after it is asked for; nil when all epochs are dealt out.
  ///
  /// - Throws: Why a sample of it cannot be had: the first of those that cannot.
  public func next() throws -> Batch? { try reader.next() }
}
