import ConcordKit
import ConcordTestSupport
import Testing

@Suite("reduce, batch_sum")
struct ReductionTests {
  @Test("a row's sum takes 64 lanes and a halving tree", arguments: [0, 1, 2, 10, 63, 64, 65, 128, 500])
  func sum(columns: Int) throws {
    var seed = SeededNumbers(UInt64(columns))
    let rows = [seed.floats(columns), seed.floats(columns), seed.anyFloats(columns)]
    let y = try Reference.run(Reduce(.sum), [([3, columns], rows.flatMap { $0 })])[0]
    #expect(y.bits == rows.map(LanesByHand.sum).bits)
  }

  @Test("rows of several places are as many rows of one", arguments: Reduce.Kind.allCases)
  func inner(_ kind: Reduce.Kind) throws {
    var seed = SeededNumbers(5)
    for (columns, inner) in [(1, 3), (2, 1), (65, 2), (200, 5)] {
      let x = seed.anyFloats(3 * columns * inner)
      let y = try Reference.run(Reduce(kind), [([3, columns, inner], x)])[0]
      for row in 0..<3 {
        for place in 0..<inner {
          let single = (0..<columns).map { x[(row * columns + $0) * inner + place] }
          #expect(try [y[row * inner + place]].bits == Reference.run(Reduce(kind), [([1, columns], single)])[0].bits)
        }
      }
    }
    let dx = try Reference.run(ReduceGradient(.sum, columns: 2), [([2, 3], [1, 2, 3, 4, 5, 6])])[0]
    #expect(dx == [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6])
  }

  @Test("lanes, not one chain: what one chain would lose is kept")
  func lanes() throws {
    // A chain from 2^24 would swallow each 1; in lanes, 2^24 meets sums of many.
    let x = [Float(0x1p+24)] + [Float](repeating: 1, count: 64)
    // Lane 0: 2^24 + 1 = 2^24 (to even). The tree: 2^24 + lane 32's 1 = 2^24; then + 2, + 4, + 8, + 16, + 32 - each exact:
    // lane 16 holds 2, lane 8 holds 4, lane 4 holds 8, lane 2 holds 16, lane 1 holds 32.
    #expect(try Reference.run(Reduce(.sum), [([1, 65], x)]) == [[0x1p+24 + 62]])
  }

  @Test("a mean is the sum divided by the number of columns, rounded once", arguments: [1, 3, 7, 100])
  func mean(columns: Int) throws {
    var seed = SeededNumbers(UInt64(columns) + 9)
    let x = seed.floats(columns)
    // A quotient of binary32 numbers computed in binary64 rounds to the right binary32: 53 ≥ 2 × 24 + 2 bits.
    let expected = Float(Double(LanesByHand.sum(x)) / Double(columns))
    #expect(try Reference.run(Reduce(.mean), [([1, columns], x)])[0].bits == [expected].bits)
  }

  @Test("a maximum is the largest, NaN where there is one, -infinity for an empty row")
  func maximum() throws {
    #expect(try Reference.run(Reduce(.max), [([2, 3], [1, 5, -7, -3, -2, -9])]) == [[5, -2]])
    #expect(try Reference.run(Reduce(.max), [([2, 0], [])]) == [[-.infinity, -.infinity]])
    for place in [0, 31, 32, 64, 99] {
      var x = [Float](repeating: .infinity, count: 100)
      x[place] = .nan
      #expect(try Reference.run(Reduce(.max), [([1, 100], x)])[0][0].isNaN)
    }
  }

  @Test("empty rows sum to +0, and their mean is 0 / 0")
  func emptyRows() throws {
    #expect(try Reference.run(Reduce(.sum), [([2, 0], [])])[0].bits == ([0, 0] as [Float]).bits)
    #expect(try Reference.run(Reduce(.mean), [([1, 0], [])])[0][0].isNaN)
    #expect(try Reference.run(Reduce(.sum), [([0, 5], [])]) == [[]])
  }

  @Test("a channel's sum folds its samples in order", arguments: [1, 2, 5, 70])
  func batchSum(positions: Int) throws {
    var seed = SeededNumbers(UInt64(positions) + 40)
    let (samples, channels) = (9, 3)
    let x = seed.floats(samples * channels * positions)
    var expected = [Float](repeating: 0, count: channels)
    for n in 0..<samples {
      for c in 0..<channels {
        let first = (n * channels + c) * positions
        let sample = Array(x[first..<(first + positions)])
        expected[c] += positions == 1 ? sample[0] : LanesByHand.sum(sample)
      }
    }
    let shape = positions == 1 ? [samples, channels] : [samples, channels, positions]
    #expect(try Reference.run(BatchSum(), [(shape, x)])[0].bits == expected.bits)
  }

  @Test("an accumulator goes on from what it holds; without one the sum starts at +0")
  func accumulate() throws {
    let x: [Float] = [1, 2, 3, 4]
    #expect(try Reference.run(BatchSum(accumulate: true), [([2, 2], x), ([2], [10, -0.5])]) == [[14, 5.5]])
    #expect(try Reference.run(BatchSum(), [([1, 1], [-0.0])])[0].bits == ([0] as [Float]).bits)
    let zeros = try Reference.run(BatchSum(accumulate: true), [([1, 1], [-0.0]), ([1], [-0.0])])[0]
    #expect(zeros.bits == ([-0.0] as [Float]).bits)
  }

  @Test("no samples leave an accumulator as it is, and no positions add +0")
  func batchSumEmpty() throws {
    #expect(try Reference.run(BatchSum(accumulate: true), [([0, 1], []), ([1], [-0.0])])[0].bits == ([-0.0] as [Float]).bits)
    #expect(
      try Reference.run(BatchSum(accumulate: true), [([1 << 40, 1, 0], []), ([1], [-0.0])])[0].bits == ([0] as [Float]).bits)
    #expect(try Reference.run(BatchSum(), [([3, 0], [])]) == [[]])
  }

  @Test("micro-batches fold into the bits of the whole batch")
  func microBatches() throws {
    var seed = SeededNumbers(5)
    let x = seed.floats(30 * 4)
    let whole = try Reference.run(BatchSum(), [([30, 4], x)])[0]
    for size in [1, 6, 10] {
      var sum = [Float](repeating: 0, count: 4)
      for first in stride(from: 0, to: 30, by: size) {
        sum = try Reference.run(
          BatchSum(accumulate: true), [([size, 4], Array(x[(first * 4)..<((first + size) * 4)])), ([4], sum)])[0]
      }
      #expect(sum.bits == whole.bits)
    }
  }
}
