import ConcordData
import Testing

@Suite("The order of samples")
struct SampleOrderTests {
  @Test("without shuffling it is the data set's, in every epoch")
  func inOrder() {
    #expect(SampleOrder.indices(count: 5, epoch: 3, seed: 9, shuffle: false) == [0, 1, 2, 3, 4])
  }

  @Test("shuffled, every sample comes once", arguments: [1, 2, 5, 1438])
  func permutation(count: Int) {
    let indices = SampleOrder.indices(count: count, epoch: 0, seed: 1, shuffle: true)
    #expect(indices.sorted() == Array(0..<count))
  }

  @Test("the same seed and epoch give the same order; another seed or epoch gives another")
  func seedAndEpoch() {
    func order(_ seed: UInt64, _ epoch: Int) -> [Int] {
      SampleOrder.indices(count: 1000, epoch: epoch, seed: seed, shuffle: true)
    }
    #expect(order(1, 0) == order(1, 0))
    #expect(order(1, 0) != order(2, 0))
    #expect(order(1, 0) != order(1 << 32, 0))
    #expect(order(1, 0) != order(1, 1))
  }
}
