import ConcordNumerics
import Testing

@Suite("Fused multiply-add")
struct FusedMultiplyAddTests {
  @Test("The product is not rounded before the sum")
  func single() {
    // (1 + 2^−12)² = 1 + 2^−11 + 2^−24, whose last term a rounded product loses.
    let a: Float = 0x1.001p+0
    #expect(Exact.fma(a, a, -0x1.002p+0) == 0x1p-24)
    #expect(Exact.softwareFMA(a, a, -0x1.002p+0) == 0x1p-24)
    #expect(a * a + -0x1.002p+0 == 0)
  }

  @Test("A sum of zeros is −0 only if both are")
  func zeros() {
    #expect(Exact.softwareFMA(-0.0, 5, 0).bitPattern == 0)
    #expect(Exact.softwareFMA(-0.0, 5, -0.0).bitPattern == 0x8000_0000)
    #expect(Exact.softwareFMA(2, 3, -6).bitPattern == 0)
    #expect(Exact.softwareFMA(0, 0x1p+100, 0x1p-140).bitPattern == Float(0x1p-140).bitPattern)
  }

  @Test("All triples of special values equal the processor's")
  func specials() {
    for a in specialValues {
      for b in specialValues {
        let wrong = specialValues.filter { c in
          Exact.softwareFMA(a, b, c).bitPattern != Exact.canonical(Exact.fma(a, b, c)).bitPattern
        }
        #expect(wrong.isEmpty, "\(a) × \(b) + \(wrong)")
      }
    }
  }

  @Test("200,000 structured triples equal the processor's")
  func structured() {
    let wrong = (0..<200_000).count { item in
      let (a, b, c) = FusedMultiplyAddTriples.triple(part: 99, item: UInt32(item))
      return Exact.softwareFMA(a, b, c).bitPattern != Exact.canonical(Exact.fma(a, b, c)).bitPattern
    }
    #expect(wrong == 0)
  }
}
