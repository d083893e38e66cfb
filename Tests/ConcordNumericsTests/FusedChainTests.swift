import ConcordNumerics
import Testing

@Suite("Fused chain")
struct FusedChainTests {
  @Test("Whole numbers give their exact dot product")
  func integers() {
    // Σ k² for k < 100 = 99 · 100 · 199 / 6.
    #expect(FusedChain.dot(count: 100, { Float($0) }, { Float($0) }) == 328_350)
    #expect(FusedChain.dot(count: 100, from: -328_350, { Float($0) }, { Float($0) }) == 0)
    #expect(FusedChain.dot(count: 0, from: 7, { _ in 1 }, { _ in 1 }) == 7)
  }

  @Test("Terms are taken in ascending order")
  func order() {
    let a: [Float] = [0x1p+24, 1, -0x1p+24]
    #expect(FusedChain.dot(count: 3, { a[$0] }, { _ in 1 }) == 0)
    #expect(FusedChain.dot(count: 3, { a[[0, 2, 1][$0]] }, { _ in 1 }) == 1)
  }

  @Test("Each term is rounded once")
  func fused() {
    let a: [Float] = [-0x1.002p+0, 0x1.001p+0]
    let b: [Float] = [1, 0x1.001p+0]
    #expect(FusedChain.dot(count: 2, { a[$0] }, { b[$0] }) == 0x1p-24)
  }

  @Test("Taking a term of many chains at once gives the bits of the single chains")
  func manyChains() {
    let a = LaneReductionTests.values(40)
    let b = LaneReductionTests.values(40 * 9)
    var outputs = [Float](repeating: 0, count: 9)
    for k in 0..<40 {
      b.withUnsafeBufferPointer { b in
        outputs.withUnsafeMutableBufferPointer { outputs in
          FusedChain.accumulate(a[k], UnsafeBufferPointer(rebasing: b[(9 * k)..<(9 * k + 9)]), into: outputs)
        }
      }
    }
    for j in 0..<9 {
      let single = FusedChain.dot(count: 40, { a[$0] }, { b[9 * $0 + j] })
      #expect(outputs[j].bitPattern == single.bitPattern)
    }
  }
}
