/// The micro-batches of several epochs, one after another, with the indices of their samples.
struct BatchSequence: Sendable {
  let schedule: BatchSchedule
  private let end: Int
  private var epoch: Int
  private var number: Int
  private var order: [Int] = []

  /// - Parameter steps: Batches of the first epoch that are left out.
  init(_ schedule: BatchSchedule, epochs: Range<Int>, skipping steps: Int = 0) {
    self.schedule = schedule
    number = schedule.firstMicroBatch(ofStep: steps)
    (epoch, end) = (epochs.lowerBound, epochs.upperBound)
  }

  /// Nil after the last one.
  mutating func next() -> (microBatch: MicroBatch, indices: ArraySlice<Int>)? {
    if number == schedule.microBatchesPerEpoch {
      epoch += 1
      number = 0
    }
    guard epoch < end else { return nil }
    if number == 0 || order.isEmpty { order = schedule.order(ofEpoch: epoch) }
    let microBatch = schedule.microBatch(number, ofEpoch: epoch)
    number += 1
    return (microBatch, order[microBatch.placesInEpoch])
  }
}
