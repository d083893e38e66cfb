import ConcordNumerics
import Testing

@Suite("Elementary functions")
struct ElementaryFunctionTests {
  @Test("100,000 inputs over all bit patterns stay within the stated error", arguments: ElementaryFunction.allCases)
  func sample(function: ElementaryFunction) {
    var worst = WorstError(error: -1, input: 0)
    for item in UInt32(0)..<100_000 {
      let x = Float(bitPattern: item &* 42_949)
      let error = ulpError(function(x), function.reference(x))
      if error > worst.error { worst = WorstError(error: error, input: x.bitPattern) }
    }
    #expect(worst.error <= function.largestError, "at bits 0x\(String(worst.input, radix: 16))")
  }

  @Test("Inputs between −20 and 20 stay within the stated error", arguments: ElementaryFunction.allCases)
  func dense(function: ElementaryFunction) {
    for item in -20_000...20_000 {
      let x = Float(item) * 0x1.0624dep-10
      #expect(ulpError(function(x), function.reference(x)) <= function.largestError, "at \(x)")
    }
  }

  @Test("NaN gives the canonical NaN", arguments: ElementaryFunction.allCases)
  func nan(function: ElementaryFunction) {
    for bits in [0x7fc0_0000, 0xffc0_0000, 0x7f80_0001, 0xffff_ffff] as [UInt32] {
      #expect(function(Float(bitPattern: bits)).bitPattern == 0x7fc0_0000)
    }
  }

  @Test("The exponential is exact at 0, reaches the denormals, underflows and overflows where it must")
  func exponential() {
    #expect(Exact.exp(0) == 1 && Exact.exp(-0.0) == 1)
    #expect(Exact.exp(-.infinity).bitPattern == 0)
    #expect(Exact.exp(.infinity) == .infinity)
    // e^88.72283 is below 2^128, e^88.72284 above; e^−103.97 is above half the smallest denormal, e^−103.98 below.
    #expect(Exact.exp(88.72283) < .infinity && Exact.exp(88.72284) == .infinity)
    #expect(Exact.exp(-103.97) == .leastNonzeroMagnitude && Exact.exp(-103.98) == 0)
    #expect(Exact.exp(-100).isSubnormal)
  }

  @Test("The logarithms are exact where the mathematics is, and −∞ at their pole")
  func logarithms() {
    #expect(Exact.log(1).bitPattern == 0)
    #expect(Exact.log(0) == -.infinity && Exact.log(-0.0) == -.infinity)
    #expect(Exact.log(.infinity) == .infinity)
    #expect(Exact.log(-1).isNaN && Exact.log(-.infinity).isNaN)
    #expect(Exact.log1p(-1) == -.infinity && Exact.log1p(.infinity) == .infinity)
    #expect(Exact.log1p(-1.0000001).isNaN)
    for x in [0, -0.0, .leastNonzeroMagnitude, -0x1p-130, 0x1p-40] as [Float] {
      #expect(Exact.log1p(x).bitPattern == x.bitPattern)
    }
  }

  @Test("Odd and even functions are so in every bit", arguments: [ElementaryFunction.tanh, .erf, .sin, .cos])
  func symmetry(function: ElementaryFunction) {
    for item in UInt32(0)..<20_000 {
      let x = Float(bitPattern: item &* 107_374 & 0x7fff_ffff)
      guard x.isFinite else { continue }
      let mirrored = function(-x)
      #expect((function.symmetry == .odd ? -mirrored : mirrored).bitPattern == function(x).bitPattern, "at \(x)")
    }
  }

  @Test("Functions with a limit reach it exactly")
  func limits() {
    #expect(Exact.tanh(.infinity) == 1 && Exact.tanh(-40) == -1)
    #expect(Exact.erf(.infinity) == 1 && Exact.erf(-4) == -1)
    #expect(Exact.sigmoid(.infinity) == 1 && Exact.sigmoid(-.infinity).bitPattern == 0)
    #expect(Exact.sigmoid(0) == 0.5)
    #expect(Exact.sin(.infinity).isNaN && Exact.cos(-.infinity).isNaN)
    #expect(Exact.cos(0) == 1 && Exact.sin(-0.0).bitPattern == 0x8000_0000)
  }
}
