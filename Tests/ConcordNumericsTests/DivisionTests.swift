import ConcordNumerics
import Testing

@Suite("Software division")
struct DivisionTests {
  @Test("All pairs of special values give the quotient that IEEE 754 asks for")
  func specials() {
    for a in specialValues {
      for b in specialValues {
        #expect(Exact.softwareDivide(a, b).bitPattern == Exact.canonical(a / b).bitPattern, "\(a) / \(b)")
      }
    }
  }

  @Test("200,000 structured pairs equal the processor's division")
  func structured() {
    let wrong = (0..<200_000).count { item in
      let (a, b) = DivisionPairs.pair(part: 99, item: UInt32(item))
      return Exact.softwareDivide(a, b).bitPattern != Exact.canonical(a / b).bitPattern
    }
    #expect(wrong == 0)
  }

  @Test("Halfway quotients among the denormals go to the even neighbour")
  func halfway() {
    let least = Float.leastNonzeroMagnitude
    #expect(Exact.softwareDivide(least, 2) == 0)
    #expect(Exact.softwareDivide(3 * least, 2) == 2 * least)
    #expect(Exact.softwareDivide(5 * least, 2) == 2 * least)
    #expect(Exact.softwareDivide(0x1.000002p-126, 2) == 0x1p-127)
    #expect(Exact.softwareDivide(0x1.000006p-126, 2) == 0x1.000008p-127)
  }
}
