import ConcordNumerics
import Foundation
import Testing

@Suite("Sums of squares")
struct SumOfSquaresTests {
  @Test("Each lane is a chain of fma, and the lanes fold in halves", arguments: [0, 1, 63, 64, 65, 200, 4096])
  func definition(count: Int) {
    let x = (0..<count).map { Float($0 * 37 % 101) / 64 - 0.7 }
    var lanes = (0..<64).map { lane in stride(from: lane, to: count, by: 64).reduce(Float(0)) { fmaf(x[$1], x[$1], $0) } }
    while lanes.count > 1 {
      let half = lanes.count / 2
      lanes = (0..<half).map { lanes[$0] + lanes[$0 + half] }
    }
    #expect(LaneReduction.sumOfSquares(count: count) { x[$0] }.bitPattern == lanes[0].bitPattern)
  }

  @Test("A square is not rounded before it is added")
  func fused() {
    // (1 + 2⁻¹²)² = 1 + 2⁻¹¹ + 2⁻²⁴: alone it would round to 1 + 2⁻¹¹.
    let x: [Float] = [0x1p-12] + [Float](repeating: 0, count: 63) + [1 + 0x1p-12]
    #expect(LaneReduction.sumOfSquares(count: x.count) { x[$0] } == 1 + 0x1p-11 + 0x1p-23)
  }
}
