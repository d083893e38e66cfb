import ConcordNumerics
import Testing

@Suite("Even draws")
struct EvenDrawTests {
  @Test("The number is the high half of word × bound")
  func number() {
    #expect(evenDraw(0xffff_ffff, below: 9) == 8)
    #expect(evenDraw(0x8000_0001, below: 10) == 5)
    #expect(evenDraw(0x1fff_ffff, below: 8) == 0)
    #expect(evenDraw(0x2000_0000, below: 8) == 1)
    #expect(evenDraw(123, below: 1) == 0)
  }

  @Test("Words whose low half is below 2³² mod bound are passed over")
  func rejection() {
    // 2³² mod 3 = 1: only a low half of 0.
    #expect(evenDraw(0, below: 3) == nil)
    #expect(evenDraw(1, below: 3) == 0)
    // 2³² mod (2³¹ + 1) = 2³¹ − 1.
    let bound: UInt32 = 0x8000_0001
    #expect(evenDraw(0, below: bound) == nil)
    #expect(evenDraw(1, below: bound) == 0)
    #expect(evenDraw(2, below: bound) == nil)
    // No word where the bound divides 2³².
    #expect((0..<1000).allSatisfy { evenDraw($0, below: 16) != nil })
  }

  @Test("Every number has as many words", arguments: [UInt32(6), 7, 1000])
  func counts(bound: UInt32) {
    func accepted(_ number: UInt32) -> Int {
      // The words w with number · 2³² ≤ bound · w < (number + 1) · 2³². Only at their edges can one be passed over.
      let low = ((UInt64(number) << 32) + UInt64(bound) - 1) / UInt64(bound)
      let high = ((UInt64(number + 1) << 32) + UInt64(bound) - 1) / UInt64(bound)
      let edges = Array(low..<(low + 2)) + Array((high - 2)..<high)
      let rejected = edges.count { evenDraw(UInt32($0), below: bound) == nil }
      return Int(high - low) - rejected
    }
    #expect(Set((0..<bound).map(accepted)) == [Int((1 << 32) / UInt64(bound))])
  }
}
