import ConcordData
import Testing

@Suite("A schedule of batches")
struct BatchScheduleTests {
  private func schedule(_ samples: Int, _ batch: Int, _ microBatch: Int? = nil) throws -> BatchSchedule {
    try BatchSchedule(sampleCount: samples, batchSize: batch, microBatchSize: microBatch, seed: 1, shuffles: true)
  }

  @Test("the last smaller batch is dealt out too")
  func lastBatch() throws {
    let schedule = try schedule(1438, 64)
    #expect(schedule.stepsPerEpoch == 23)
    #expect(schedule.microBatchesPerEpoch == 23)
    let last = schedule.microBatch(22, ofEpoch: 4)
    #expect(last.epoch == 4)
    #expect(last.step == 22)
    #expect(last.batchCount == 30)
    #expect(last.count == 30)
    #expect(last.placesInEpoch == 1408..<1438)
    #expect(last.isFirst && last.isLast)
  }

  @Test("a batch of 256 falls into micro-batches of 10, the last of 6")
  func microBatches() throws {
    let schedule = try schedule(512, 256, 10)
    #expect(schedule.stepsPerEpoch == 2)
    #expect(schedule.microBatchesPerEpoch == 52)
    let last = schedule.microBatch(25, ofEpoch: 0)
    #expect(last.placesInBatch == 250..<256)
    #expect(last.isLast && !last.isFirst)
    let next = schedule.microBatch(26, ofEpoch: 0)
    #expect(next.step == 1)
    #expect(next.placesInBatch == 0..<10)
    #expect(next.placesInEpoch == 256..<266)
    #expect(next.isFirst && !next.isLast)
  }

  @Test("the micro-batches of an epoch cover every place once, whatever the sizes")
  func cover() throws {
    for samples in 1...12 {
      for batch in 1...samples {
        for microBatch in 1...batch {
          let schedule = try schedule(samples, batch, microBatch)
          let all = (0..<schedule.microBatchesPerEpoch).map { schedule.microBatch($0, ofEpoch: 0) }
          #expect(all.flatMap { Array($0.placesInEpoch) } == Array(0..<samples))
          #expect(all.allSatisfy { 1...microBatch ~= $0.count })
          #expect(all.filter(\.isFirst).map(\.step) == Array(0..<schedule.stepsPerEpoch))
          #expect(all.filter(\.isLast).map(\.batchCount).reduce(0, +) == samples)
          #expect(all.filter(\.isLast).count == schedule.stepsPerEpoch)
        }
      }
    }
  }

  @Test("the order of samples does not depend on the micro-batch size")
  func order() throws {
    #expect(try schedule(100, 20, 20).order(ofEpoch: 2) == schedule(100, 20, 3).order(ofEpoch: 2))
  }

  @Test("batch sizes of 0 and above the data set are refused", arguments: [0, -1, 101, Int.max])
  func batchSize(size: Int) {
    expectDataError(.invalidBatchSize, "batch size: expected 1 to 100", "found \(size)") { _ = try schedule(100, size) }
  }

  @Test("micro-batch sizes of 0 and above the batch are refused", arguments: [0, 21])
  func microBatchSize(size: Int) {
    expectDataError(.invalidBatchSize, "micro-batch size: expected 1 to 20", "found \(size)") {
      _ = try schedule(100, 20, size)
    }
  }
}
