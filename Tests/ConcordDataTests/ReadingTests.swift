import ConcordData
import ConcordKit
import Synchronization
import Testing

/// How a source is read: by whom, how far ahead, and what becomes of its errors.
@Suite("Reading from a source of one's own")
struct ReadingTests {
  struct Refusal: Error, Equatable {
    var index: Int
  }

  /// Sample n is n; it takes a while to read, and some cannot be read at all.
  final class Counted: DataSource {
    let count: Int
    let inputs = [SampleField([])]
    let targets = [SampleField([2], .float32, name: "pair")]
    private let refused: Set<Int>
    private let milliseconds: UInt32
    private let state = Mutex((reads: 0, now: 0, most: 0))

    var reads: Int { state.withLock { $0.reads } }
    /// The most reads at one time.
    var most: Int { state.withLock { $0.most } }

    init(_ count: Int, refused: Set<Int> = [], milliseconds: UInt32 = 0) {
      (self.count, self.refused, self.milliseconds) = (count, refused, milliseconds)
    }

    func read(_ index: Int, into sample: SampleMemory) throws {
      state.withLock { state in
        state.reads += 1
        state.now += 1
        state.most = max(state.most, state.now)
      }
      defer { state.withLock { $0.now -= 1 } }
      if milliseconds > 0 { sleepMilliseconds(milliseconds) }
      if refused.contains(index) { throw Refusal(index: index) }
      sample.input()[0] = Float(index)
      let pair: UnsafeMutableBufferPointer<Float> = sample.target()
      (pair[0], pair[1]) = (Float(sample.epoch), Float(sample.seed))
    }
  }

  private static func loader(
    _ source: Counted, batch: Int, microBatch: Int? = nil, epochs: Int = 1, shuffles: Bool = false
  ) throws -> BatchLoader {
    let schedule = try BatchSchedule(
      sampleCount: source.count, batchSize: batch, microBatchSize: microBatch, seed: 6, shuffles: shuffles)
    return BatchLoader(source, schedule, epochs: 0..<epochs)
  }

  @Test("a source is told the epoch and the seed, and its targets may be numbers of any shape")
  func visits() throws {
    let loader = try Self.loader(Counted(5), batch: 3, epochs: 2)
    var targets: [[Float]] = []
    while let batch = try loader.next() { targets.append(batch.target()) }
    #expect(targets == [[0, 6, 0, 6, 0, 6], [0, 6, 0, 6], [1, 6, 1, 6, 1, 6], [1, 6, 1, 6]])
  }

  @Test(
    "slow samples are read by several threads at once, in small micro-batches too, and come in their order", arguments: [1, 8])
  func threads(microBatch: Int) throws {
    let source = Counted(40, milliseconds: 3)
    let loader = try Self.loader(source, batch: 8, microBatch: microBatch)
    var all: [Float] = []
    while let batch = try loader.next() { all += batch.input(as: Float.self) }
    #expect(all == (0..<40).map { Float($0) })
    #expect(source.reads == 40)
    #expect(source.most <= ParallelWork.cores)
    if ParallelWork.cores > 1 { #expect(source.most > 1) }
  }

  @Test("the batches before a sample that cannot be read are dealt out, then its error, as often as it is asked for")
  func firstError() throws {
    for milliseconds in [UInt32(0), 3] {
      let source = Counted(40, refused: [22, 23, 31], milliseconds: milliseconds)
      let loader = try Self.loader(source, batch: 8, microBatch: 4)
      for batch in 0..<5 { #expect(try loader.next()?.input() == (0..<4).map { Float(4 * batch + $0) }) }
      for _ in 0..<2 { #expect(throws: Refusal(index: 22)) { try loader.next() } }
    }
  }

  @Test("no more than a few batches are read ahead of who takes them")
  func bounded() throws {
    let source = Counted(1000)
    let loader = try Self.loader(source, batch: 10)
    let first = try loader.next()
    sleepMilliseconds(100)
    // The one that is dealt out and those ahead of it.
    #expect(source.reads <= 10 * (1 + max(2, (ParallelWork.cores + 9) / 10)))
    #expect(first?.count == 10)
  }

  @Test("when the loader is gone nothing is read any more")
  func stopped() throws {
    let source = Counted(10_000, milliseconds: 2)
    do {
      let loader = try Self.loader(source, batch: 1000)
      sleepMilliseconds(20)
      _ = loader
    }
    let reads = source.reads
    #expect(reads < 1000, "it did not wait for the whole batch")
    sleepMilliseconds(50)
    #expect(source.reads == reads)
  }
}
