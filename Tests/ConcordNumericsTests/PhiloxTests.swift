import ConcordNumerics
import Testing

@Suite("Philox4x32-10")
struct PhiloxTests {
  /// The known answers that come with Random123, the authors' own library.
  @Test(
    "The known answers of its authors",
    arguments: [
      ([0, 0, 0, 0, 0, 0], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
      (
        [0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff],
        [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
      ),
      (
        [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344, 0xa409_3822, 0x299f_31d0],
        [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
      ),
    ] as [([UInt32], [UInt32])])
  func knownAnswers(input: [UInt32], expected: [UInt32]) {
    let block = Philox(key: SIMD2(input[4], input[5])).block(SIMD4(input[0], input[1], input[2], input[3]))
    #expect(block == SIMD4(expected[0], expected[1], expected[2], expected[3]))
  }

  @Test("An element's word is word e mod 4 of the block at e / 4, also beyond 2^34")
  func elements() {
    let philox = Philox(seed: 0x0123_4567_89ab_cdef)
    #expect(philox.key == SIMD2(0x89ab_cdef, 0x0123_4567))
    let stream = RandomStream(.dropout, index: 3)
    let first: UInt64 = 5 << 34
    let block = philox.block(SIMD4(0, 5, 9, 0x0300_0003))
    for i in 0..<4 { #expect(philox.word(element: first + UInt64(i), step: 9, stream: stream) == block[i]) }
  }

  @Test("Uniform numbers are the top 24 bits, so never 1")
  func uniform() {
    #expect(Philox.uniform(0) == 0)
    #expect(Philox.uniform(0xff) == 0)
    #expect(Philox.uniform(0x100) == 0x1p-24)
    #expect(Philox.uniform(0x8000_0000) == 0.5)
    #expect(Philox.uniform(0xffff_ffff) == 1 - 0x1p-24)
  }

  @Test("Filling gives each element its own number, whatever the count", arguments: [0, 1, 3, 4, 7, 64])
  func filling(count: Int) {
    let philox = Philox(seed: 42)
    let stream = RandomStream(.initialisation)
    var numbers = [Float](repeating: -1, count: count)
    numbers.withUnsafeMutableBufferPointer { philox.fillUniform($0, step: 2, stream: stream) }
    #expect(numbers == (0..<count).map { philox.uniform(element: UInt64($0), step: 2, stream: stream) })
  }

  @Test("Uniform numbers have mean 1/2 and variance 1/12")
  func moments() {
    let count = 40_000
    let philox = Philox(seed: 1)
    let stream = RandomStream(.dropout)
    let numbers = (0..<count).map { Double(philox.uniform(element: UInt64($0), step: 0, stream: stream)) }
    let mean = numbers.reduce(0, +) / Double(count)
    let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
    // Four standard errors: 4 × √(1/12 / n), and of the variance 4 × √(1/180 / n).
    #expect((mean - 0.5).magnitude < 0.0058)
    #expect((variance - 1.0 / 12).magnitude < 0.0015)
  }
}
