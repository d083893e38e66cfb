import ConcordNumerics
import Testing

@Suite("Software square root")
struct SquareRootTests {
  @Test("Squares of 12-bit integers have exact roots at every even scale")
  func squares() {
    for root in stride(from: 1, to: 4096, by: 7) {
      // From the denormals (root² × 2^−148 is a whole number of the smallest) to the largest.
      for scale in stride(from: -148, through: 100, by: 62) {
        let square = Float(sign: .plus, exponent: scale, significand: Float(root * root))
        let half = Float(sign: .plus, exponent: scale / 2, significand: Float(root))
        #expect(Exact.softwareSquareRoot(square) == half)
      }
    }
  }

  @Test("Zero keeps its sign, infinity stays, what is negative or NaN gives the canonical NaN")
  func specials() {
    #expect(Exact.softwareSquareRoot(0).bitPattern == 0)
    #expect(Exact.softwareSquareRoot(-0.0).bitPattern == 0x8000_0000)
    #expect(Exact.softwareSquareRoot(.infinity) == .infinity)
    for x in [-1, -Float.leastNonzeroMagnitude, -.infinity, .nan, -.nan] as [Float] {
      #expect(Exact.softwareSquareRoot(x).bitPattern == 0x7fc0_0000)
    }
  }

  @Test("Every 9,973rd number equals the processor's square root")
  func sample() {
    let wrong = stride(from: UInt32(0), to: UInt32.max - 9973, by: 9973).count { word in
      let x = Float(bitPattern: word)
      return Exact.softwareSquareRoot(x).bitPattern != Exact.canonical(x.squareRoot()).bitPattern
    }
    #expect(wrong == 0)
  }
}
