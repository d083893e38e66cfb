import ConcordData
import Testing

@Suite("The loader of batches")
struct BatchLoaderTests {
  /// Seven images of one pixel; image n is n, its label 9 − n.
  static let part = DatasetPart(
    imageShape: [1, 1, 1], pixels: [0, 1, 2, 3, 4, 5, 6], labels: [9, 8, 7, 6, 5, 4, 3],
    normalization: Normalization(maximum: 1, mean: [0], standardDeviation: [1]))

  private func deal(_ schedule: BatchSchedule, epochs: Range<Int>) -> [(MicroBatch?, [Float], [Int32])] {
    let loader = BatchLoader(part: Self.part, schedule: schedule, epochs: epochs)
    var batch = Batch()
    var all: [(MicroBatch?, [Float], [Int32])] = []
    while loader.next(into: &batch) { all.append((batch.microBatch, Array(batch.images), Array(batch.labels))) }
    return all
  }

  @Test("every micro-batch comes in order with its images and labels, the smaller last ones cut to size")
  func inOrder() throws {
    let schedule = try BatchSchedule(sampleCount: 7, batchSize: 5, microBatchSize: 3, seed: 0, shuffles: false)
    let all = deal(schedule, epochs: 0..<2)
    #expect(all.map(\.1) == [[0, 1, 2], [3, 4], [5, 6], [0, 1, 2], [3, 4], [5, 6]])
    #expect(all.map(\.2) == [[9, 8, 7], [6, 5], [4, 3], [9, 8, 7], [6, 5], [4, 3]])
    #expect(all.map { $0.0?.epoch } == [0, 0, 0, 1, 1, 1])
    #expect(all.map { $0.0?.step } == [0, 0, 1, 0, 0, 1])
  }

  @Test("shuffled epochs follow the schedule's orders")
  func shuffled() throws {
    let schedule = try BatchSchedule(sampleCount: 7, batchSize: 4, seed: 5, shuffles: true)
    let images = deal(schedule, epochs: 3..<6).flatMap(\.1)
    let orders = (3..<6).flatMap { schedule.order(ofEpoch: $0) }
    #expect(images == orders.map { Float($0) })
  }

  @Test("the micro-batch size changes neither samples nor their order")
  func microBatchSize() throws {
    let whole = try BatchSchedule(sampleCount: 7, batchSize: 5, seed: 2, shuffles: true)
    let parted = try BatchSchedule(sampleCount: 7, batchSize: 5, microBatchSize: 2, seed: 2, shuffles: true)
    #expect(deal(whole, epochs: 0..<3).flatMap(\.1) == deal(parted, epochs: 0..<3).flatMap(\.1))
  }

  @Test("after the last one there is none, however often it is asked for, and the batch stays")
  func end() throws {
    let schedule = try BatchSchedule(sampleCount: 7, batchSize: 7, seed: 0, shuffles: false)
    let loader = BatchLoader(part: Self.part, schedule: schedule, epochs: 0..<1)
    var batch = Batch()
    #expect(batch.count == 0)
    #expect(batch.images.isEmpty)
    #expect(loader.next(into: &batch))
    #expect(!loader.next(into: &batch))
    #expect(!loader.next(into: &batch))
    #expect(batch.images == [0, 1, 2, 3, 4, 5, 6])
  }

  @Test("no epochs give no batch")
  func noEpochs() throws {
    let schedule = try BatchSchedule(sampleCount: 7, batchSize: 2, seed: 0, shuffles: false)
    #expect(deal(schedule, epochs: 4..<4).isEmpty)
  }

  @Test("a loader that is left before its end goes quietly")
  func abandoned() throws {
    let schedule = try BatchSchedule(sampleCount: 7, batchSize: 2, seed: 0, shuffles: true)
    weak var loader: BatchLoader?
    do {
      let strong = BatchLoader(part: Self.part, schedule: schedule, epochs: 0..<1000)
      var batch = Batch()
      #expect(strong.next(into: &batch))
      loader = strong
    }
    // The preparing thread may hold it a moment longer.
    for _ in 0..<1000 where loader != nil { sleepMilliseconds(5) }
    #expect(loader == nil)
  }

  @Test("what the caller holds is not touched while the next one is prepared, and two buffers serve for all")
  func buffers() throws {
    let schedule = try BatchSchedule(sampleCount: 7, batchSize: 1, seed: 0, shuffles: false)
    let loader = BatchLoader(part: Self.part, schedule: schedule, epochs: 0..<3)
    var batch = Batch()
    var addresses: Set<UnsafeRawPointer?> = []
    for number in 0..<21 {
      #expect(loader.next(into: &batch))
      sleepMilliseconds(2)
      #expect(batch.images == [Float(number % 7)])
      addresses.insert(batch.images.withUnsafeBytes(\.baseAddress))
    }
    #expect(addresses.count == 2)
  }
}
