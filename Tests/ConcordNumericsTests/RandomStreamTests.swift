import ConcordNumerics
import Testing

@Suite("Random streams")
struct RandomStreamTests {
  @Test("No purpose and index share a word with another")
  func distinct() {
    let words = RandomStream.Purpose.allCases.flatMap { purpose in
      [0, 1, 255, 256, 16_777_215].map { RandomStream(purpose, index: $0).word }
    }
    #expect(Set(words).count == words.count)
    #expect(words.allSatisfy { $0 != 0 })
  }

  @Test("The purpose is in the top 8 bits, the index in the low 24")
  func layout() {
    #expect(RandomStream(.dropout, index: 0x12_3456).word == 0x0312_3456)
    #expect(RandomStream(word: 0x0312_3456) == RandomStream(.dropout, index: 0x12_3456))
  }
}
