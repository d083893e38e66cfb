import ConcordNumerics
import Testing

@Suite("Whole powers")
struct PowerTests {
  @Test("Powers of two are exact down to the smallest number")
  func exact() {
    #expect(power(2, 10) == 1024)
    #expect(power(0.5, 1074) == .leastNonzeroMagnitude)
    #expect(power(-3, 5) == -243)
    #expect(power(0, 0) == 1 && power(.infinity, 0) == 1)
    #expect(power(7, 1) == 7)
    #expect(power(1, .max) == 1)
  }

  @Test("The order of the multiplications is the stated one")
  func order() {
    let b = 0.9
    let b2 = b * b
    let b4 = b2 * b2
    let b8 = b4 * b4
    // 13 = 1 + 4 + 8.
    #expect(power(b, 13) == (b * b4) * b8)
  }

  @Test("Adam's bias corrections are right to 15 digits")
  func accuracy() {
    // The binary64 numbers nearest to 0.999 and 0.9, to the powers 1000 and 100, computed with 40 digits.
    #expect((power(0.999, 1000) / 0.36769542477096377177 - 1).magnitude < 1e-14)
    #expect((power(0.9, 100) / 0.000026561398887587542465 - 1).magnitude < 1e-14)
  }
}
