import ConcordNumerics
import Testing

@Suite("Shuffled indices")
struct PermutationTests {
  @Test("The order is that of an independent implementation")
  func known() {
    // Written separately in another language from the definition: Philox words, rejection, exchanges from the end.
    #expect(shuffledIndices(count: 12, seed: 1, epoch: 0) == [7, 1, 4, 8, 2, 11, 6, 9, 10, 3, 5, 0])
    #expect(shuffledIndices(count: 12, seed: 0x1_0000_0001, epoch: 3) == [4, 3, 7, 2, 6, 9, 1, 10, 5, 0, 8, 11])
  }

  @Test("Every index appears once", arguments: [0, 1, 2, 3, 100, 1438])
  func complete(count: Int) {
    #expect(shuffledIndices(count: count, seed: 9, epoch: 4).sorted() == Array(0..<count))
  }

  @Test("The same seed and epoch give the same order, another of either a different one")
  func reproducible() {
    let order = shuffledIndices(count: 50, seed: 3, epoch: 1)
    #expect(shuffledIndices(count: 50, seed: 3, epoch: 1) == order)
    #expect(shuffledIndices(count: 50, seed: 3, epoch: 2) != order)
    #expect(shuffledIndices(count: 50, seed: 4, epoch: 1) != order)
  }

  @Test("All orders of three are equally likely")
  func even() {
    var counts: [[Int]: Int] = [:]
    for epoch in UInt32(0)..<6000 { counts[shuffledIndices(count: 3, seed: 2, epoch: epoch), default: 0] += 1 }
    #expect(counts.count == 6)
    // χ² with 5 degrees of freedom exceeds 20.5 once in a thousand.
    let deviation = counts.values.reduce(0.0) { $0 + Double(($1 - 1000) * ($1 - 1000)) / 1000 }
    #expect(deviation < 20.5)
  }
}
