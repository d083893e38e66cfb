import Testing

@testable import ConcordTraining

@Suite("Figures of long trainings")
struct BoundedFiguresTests {
  @Test("losses are those of every step, then of every second, fourth …, of a bounded number")
  func losses() {
    var curve = LossCurve(capacity: 8)
    for step in 0..<1000 {
      curve.append(Float(step))
      #expect(curve.values.count <= 8)
      #expect(curve.values == curve.values.indices.map { Float($0 * curve.stride) })
      // Nothing of the training's end is missing but what its stride leaves out.
      #expect(curve.values.count == step / curve.stride + 1)
      #expect(curve.stride == 1 || curve.values.count >= 4)
    }
    #expect(curve.stepCount == 1000)
  }

  @Test("percentiles are exact up to the capacity, and near beyond it")
  func times() {
    var exact = StepTimes(capacity: 1001)
    for step in (0...1000).reversed() { exact.append(Double(step)) }
    #expect(exact.percentile(0.5) == 500)
    #expect(exact.percentile(0.9) == 900)
    // 1,000 of 100,000 even values: the standard deviation of the sample's median is 1.6 % of the range.
    var sampled = StepTimes(capacity: 1000)
    for step in 0..<100_000 { sampled.append(Double(step)) }
    #expect(abs(sampled.percentile(0.5) - 50_000) < 8_000)
    #expect(abs(sampled.percentile(0.9) - 90_000) < 5_000)
    #expect(StepTimes().percentile(0.5) == 0)
  }
}
