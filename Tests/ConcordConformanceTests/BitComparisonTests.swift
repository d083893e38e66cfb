import ConcordKit
import Testing

@testable import ConcordConformance

@Suite("Comparison of bits")
struct BitComparisonTests {
  private func problem(_ got: [UInt32], _ expected: [UInt32], _ type: TensorType) -> String? {
    do throws(ConformanceFailure) {
      try BitComparison.check([got], against: [expected], [type])
      return nil
    } catch {
      return error.description
    }
  }

  @Test("NaNs are equal whatever their sign and payload; zeros of both signs are not")
  func canonical() {
    #expect(problem([0x7fc0_0000], [0xff80_0001], TensorType([1])) == nil)
    #expect(problem([0x8000_0000], [0], TensorType([1])) != nil)
    #expect(problem([0x7f80_0000], [0x7fc0_0000], TensorType([1])) != nil)
    #expect(problem([0x7fc0_0000], [0x7fc0_0001], TensorType(.int32, [1])) != nil, "whole numbers have no NaN")
  }

  @Test("a difference names the first element, both values in hex, their distance and how many differ")
  func message() throws {
    let text = try #require(problem([1, 0x3f80_0000, 0x3f80_0002, 5], [1, 0x3f80_0000, 0x3f7f_ffff, 6], TensorType([2, 2])))
    #expect(text.contains("2 of 4 elements"))
    #expect(text.contains("element 2 [1, 0]"))
    #expect(text.contains("got 0x3f800002 (1.0000002)"))
    #expect(text.contains("expected 0x3f7fffff (0.99999994)"))
    #expect(text.contains("3 ulp apart"))
  }

  @Test(
    "the distance counts the numbers between two, across zero too",
    arguments: [
      (Float(1), Float(1).nextUp, 1), (0, -0.0, 0), (-Float.leastNonzeroMagnitude, .leastNonzeroMagnitude, 2),
      (.greatestFiniteMagnitude, .infinity, 1), (2, 1, 1 << 23),
    ])
  func distance(a: Float, b: Float, expected: Int) {
    #expect(Bits.distance(a.bitPattern, b.bitPattern) == expected)
    #expect(Bits.distance(a.bitPattern, Float.nan.bitPattern) == nil)
  }
}
