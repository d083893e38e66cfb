import ConcordData
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite("The loader of batches")
struct BatchLoaderTests {
  /// Seven images of one pixel; image n is n, its label 9 − n.
  static let part = LabelledImages(
    imageShape: [1, 1, 1], pixels: [0, 1, 2, 3, 4, 5, 6], labels: [9, 8, 7, 6, 5, 4, 3],
    normalization: Normalization(maximum: 1, mean: [0], standardDeviation: [1]))

  private func deal(_ schedule: BatchSchedule, epochs: Range<Int>) throws -> [(MicroBatch, [Float], [Int32])] {
    let loader = BatchLoader(Self.part, schedule, epochs: epochs)
    var all: [(MicroBatch, [Float], [Int32])] = []
    while let batch = try loader.next() { all.append((batch.microBatch, batch.input(), batch.target())) }
    return all
  }

  @Test("every micro-batch comes in order with its images and labels, the smaller last ones cut to size")
  func inOrder() throws {
    let schedule = try BatchSchedule(sampleCount: 7, batchSize: 5, microBatchSize: 3, seed: 0, shuffles: false)
    let all = try deal(schedule, epochs: 0..<2)
    #expect(all.map(\.1) == [[0, 1, 2], [3, 4], [5, 6], [0, 1, 2], [3, 4], [5, 6]])
    #expect(all.map(\.2) == [[9, 8, 7], [6, 5], [4, 3], [9, 8, 7], [6, 5], [4, 3]])
    #expect(all.map { $0.0.epoch } == [0, 0, 0, 1, 1, 1])
    #expect(all.map { $0.0.step } == [0, 0, 1, 0, 0, 1])
  }

  @Test("shuffled epochs follow the schedule's orders")
  func shuffled() throws {
    let schedule = try BatchSchedule(sampleCount: 7, batchSize: 4, seed: 5, shuffles: true)
    let images = try deal(schedule, epochs: 3..<6).flatMap(\.1)
    let orders = (3..<6).flatMap { schedule.order(ofEpoch: $0) }
    #expect(images == orders.map { Float($0) })
  }

  @Test("the micro-batch size changes neither samples nor their order")
  func microBatchSize() throws {
    let whole = try BatchSchedule(sampleCount: 7, batchSize: 5, seed: 2, shuffles: true)
    let parted = try BatchSchedule(sampleCount: 7, batchSize: 5, microBatchSize: 2, seed: 2, shuffles: true)
    #expect(try deal(whole, epochs: 0..<3).flatMap(\.1) == deal(parted, epochs: 0..<3).flatMap(\.1))
  }

  @Test("after the last one there is none, however often it is asked for")
  func end() throws {
    let schedule = try BatchSchedule(sampleCount: 7, batchSize: 7, seed: 0, shuffles: false)
    let loader = BatchLoader(Self.part, schedule, epochs: 0..<1)
    let batch = try #require(try loader.next())
    #expect(try loader.next() == nil)
    #expect(try loader.next() == nil)
    #expect(batch.input() == [0, 1, 2, 3, 4, 5, 6] as [Float])
  }

  @Test("no epochs give no batch")
  func noEpochs() throws {
    let schedule = try BatchSchedule(sampleCount: 7, batchSize: 2, seed: 0, shuffles: false)
    #expect(try deal(schedule, epochs: 4..<4).isEmpty)
  }

  @Test("a loader that is left before its end goes quietly")
  func abandoned() throws {
    let schedule = try BatchSchedule(sampleCount: 7, batchSize: 2, seed: 0, shuffles: true)
    weak var loader: BatchLoader?
    do {
      let strong = BatchLoader(Self.part, schedule, epochs: 0..<1000)
      #expect(try strong.next() != nil)
      loader = strong
    }
    #expect(loader == nil)
  }

  @Test("what the caller holds is not touched while the next ones are read, and a few batches serve for all")
  func buffers() throws {
    let schedule = try BatchSchedule(sampleCount: 7, batchSize: 1, seed: 0, shuffles: false)
    let loader = BatchLoader(Self.part, schedule, epochs: 0..<30)
    var seen: Set<ObjectIdentifier> = []
    for number in 0..<210 {
      let batch = try #require(try loader.next())
      if number < 21 { sleepMilliseconds(2) }
      #expect(batch.input() == [Float(number % 7)])
      seen.insert(ObjectIdentifier(batch))
    }
    // The caller's, and two ahead of it or as many as the processor has cores.
    #expect(seen.count <= 1 + max(2, ProcessInfo.processInfo.activeProcessorCount))
  }
}
