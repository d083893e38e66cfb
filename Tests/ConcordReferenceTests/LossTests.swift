import ConcordKit
import ConcordNumerics
import ConcordTestSupport
import Foundation
import Testing

@Suite("mean_squared_error, absolute_error, binary_cross_entropy, loss_gradient, one_hot")
struct LossTests {
  private func run(
    _ definition: some OperationDefinition, _ columns: Int, _ x: [Float], _ t: [Float], scale: Float = 1
  ) throws -> (loss: [Float], gradient: [Float]) {
    let shape = [x.count / max(columns, 1), columns]
    let outputs = try Reference.run(definition, [(shape, x), (shape, t)], scalars: [scale])
    return (outputs[0], outputs[1])
  }

  @Test("a squared error is the mean over the row, its gradient twice the difference over the number of columns")
  func squares() throws {
    let (loss, gradient) = try run(MeanSquaredErrorOperation(), 2, [1, 3, 5, -1], [0, 1, 5, 3], scale: 0.5)
    #expect(loss == [2.5, 8])
    #expect(gradient == [0.5, 1, 0, -2])
  }

  @Test("a distance has a slope of one either way, and none where there is no distance")
  func distances() throws {
    let (loss, gradient) = try run(AbsoluteError(), 2, [1, 3, 5, -1], [0, 3, 7, 3], scale: 0.5)
    #expect(loss == [0.5, 3])
    #expect(gradient == [0.25, 0, -0.25, -0.25])
  }

  @Test("up to delta a distance is a parabola, beyond it a line that continues it")
  func huber() throws {
    let (loss, gradient) = try run(AbsoluteError(delta: 2), 1, [1, 2, 3, -5, 0], [0, 0, 0, 0, 0], scale: 0.5)
    #expect(loss == [0.5, 2, 4, 8, 0])
    #expect(gradient == [0.5, 1, 1, -1, 0])
  }

  @Test("the gradient of a loss is the scale, whatever the loss")
  func lossGradient() throws {
    let outputs = try Reference.run(LossGradient(), [([4], [0, -1, .nan, .infinity])], scalars: [0.125])
    #expect(outputs == [[0.125, 0.125, 0.125, 0.125]])
  }

  @Test("a certain answer that is right costs nothing, one that is wrong its logit, none at all log 2")
  func binary() throws {
    let (loss, gradient) = try run(
      BinaryCrossEntropyOperation(), 1, [1000, 1000, -1000, -1000, 0, 0], [1, 0, 0, 1, 0, 1], scale: 0.25)
    // log 2 = 0.693147180559945…, whose nearest binary32 is 0x1.62e43p-1.
    #expect(loss == [0, 1000, 0, 1000, 0x1.62e43p-1, 0x1.62e43p-1])
    #expect(gradient == [0, 0.25, 0, -0.25, 0.125, -0.125])
  }

  @Test("a target between 0 and 1 is met where the sigmoid is the target")
  func softTarget() throws {
    // sigmoid(log 3) = 3/4, where the loss is the entropy of 3/4 and 1/4.
    let (loss, gradient) = try run(BinaryCrossEntropyOperation(), 1, [Float(Foundation.log(3.0))], [0.75])
    #expect(abs(Double(loss[0]) - (0.75 * Foundation.log(4.0 / 3) + 0.25 * Foundation.log(4.0))) < 1e-7)
    #expect(abs(gradient[0]) < 2e-7)
  }

  @Test("both are near their formulas in binary64", arguments: [1, 3, 10, 64, 100])
  func near(columns: Int) throws {
    var numbers = SeededNumbers(UInt64(columns) + 80)
    let x = (0..<(6 * columns)).map { _ in Float.random(in: -8...8, using: &numbers) }
    let t = x.map { _ in Float.random(in: 0...1, using: &numbers) }
    let scale = 1.0 / 32
    let squares = try run(MeanSquaredErrorOperation(), columns, x, t, scale: Float(scale))
    let binary = try run(BinaryCrossEntropyOperation(), columns, x, t, scale: Float(scale))
    for n in 0..<6 {
      var sums = (0.0, 0.0)
      for k in (n * columns)..<((n + 1) * columns) {
        let (x, t) = (Double(x[k]), Double(t[k]))
        let p = 1 / (1 + Foundation.exp(-x))
        sums.0 += (x - t) * (x - t)
        sums.1 -= t * Foundation.log(p) + (1 - t) * Foundation.log(1 - p)
        // A handful of roundings of 2^-24 of numbers up to 2 · 9 · scale.
        #expect(abs(Double(squares.gradient[k]) - 2 * (x - t) * scale / Double(columns)) < 4e-6 * scale)
        #expect(abs(Double(binary.gradient[k]) - (p - t) * scale / Double(columns)) < 4e-7 * scale)
      }
      #expect(abs(Double(squares.loss[n]) - sums.0 / Double(columns)) < 1e-6 * sums.0 / Double(columns))
      #expect(abs(Double(binary.loss[n]) - sums.1 / Double(columns)) < 4e-6)
    }
  }

  @Test("each step is rounded as written", arguments: [3, 65, 200])
  func steps(columns: Int) throws {
    var numbers = SeededNumbers(UInt64(columns) + 90)
    let (x, t) = (numbers.floats(columns), numbers.floats(columns))
    let scale = Float(1) / 3
    let squares = try run(MeanSquaredErrorOperation(), columns, x, t, scale: scale)
    let d = zip(x, t).map { $0 - $1 }
    #expect(squares.loss.bits == [LanesByHand.sum(d.map { $0 * $0 }) / Float(columns)].bits)
    #expect(squares.gradient.bits == d.map { ($0 * Float(2 / Double(columns))) * scale }.bits)

    let binary = try run(BinaryCrossEntropyOperation(), columns, x, t, scale: scale)
    let terms = zip(x, t).map { fmaf(-$0, $1, $0 <= 0 ? 0 : $0) + Exact.log1p(Exact.exp(-abs($0))) }
    #expect(binary.loss.bits == [LanesByHand.sum(terms) / Float(columns)].bits)
    let distances = try run(AbsoluteError(delta: 0.75), columns, x, t, scale: scale)
    let parts = d.map { abs($0) <= 0.75 ? (0.5 * $0) * $0 : 0.75 * (abs($0) - 0.375) }
    #expect(distances.loss.bits == [LanesByHand.sum(parts) / Float(columns)].bits)
    #expect(distances.gradient.bits == d.map { (max(-0.75, min(0.75, $0)) * Float(1 / Double(columns))) * scale }.bits)

    let slopes = zip(x, t).map { ((Exact.sigmoid($0) - $1) * Float(1 / Double(columns))) * scale }
    #expect(binary.gradient.bits == slopes.bits)
  }

  @Test("a NaN reaches the loss of its sample, and its own gradient")
  func nan() throws {
    for definition in [MeanSquaredErrorOperation(), BinaryCrossEntropyOperation(), AbsoluteError(), AbsoluteError(delta: 0.5)]
      as [any OperationDefinition]
    {
      let outputs = try Reference.run(
        definition, [([2, 2], [1, .nan, 1, 2]), ([2, 2], [0, 0, 1, 0])], scalars: [1])
      #expect(outputs[0].map(\.isNaN) == [true, false])
      #expect(outputs[1].map(\.isNaN) == [false, true, false, false])
    }
  }

  @Test("no samples are left alone, and a mean over no columns is 0 / 0")
  func empty() throws {
    for definition in [MeanSquaredErrorOperation(), BinaryCrossEntropyOperation(), AbsoluteError()] as [any OperationDefinition]
    {
      #expect(try Reference.run(definition, [([0, 4], []), ([0, 4], [])], scalars: [1]) == [[], []])
      let outputs = try Reference.run(definition, [([1, 0], []), ([1, 0], [])], scalars: [1])
      #expect(outputs[0].map(\.isNaN) == [true])
    }
  }

  @Test("a label becomes a row with one 1, and a row of NaN where it is no class")
  func oneHot() throws {
    var builder = ProgramBuilder()
    let labels = builder.tensor([5], [2, 0, -1, 3, Int32.min])
    let y = try builder.add(OneHot(classes: 3), [labels])[0]
    let nan = Float.nan
    #expect(
      try builder.run(on: Reference.device()).floats(y).bits
        == [0, 0, 1, 1, 0, 0, nan, nan, nan, nan, nan, nan, nan, nan, nan].bits)
  }
}
