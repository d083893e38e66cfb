import ConcordKit
import ConcordNumerics
import ConcordTestSupport
import Foundation
import Testing

@Suite("softmax, log_softmax and their gradients")
struct SoftmaxTests {
  private func run(_ definition: some OperationDefinition, _ columns: Int, _ inputs: [Float]...) throws -> [Float] {
    try Reference.run(definition, inputs.map { ([$0.count / max(columns, 1), columns], $0) })[0]
  }

  private static func softmax(_ x: some Collection<Float>) -> [Double] {
    let largest = x.max().map(Double.init) ?? 0
    let e = x.map { Foundation.exp(Double($0) - largest) }
    let sum = e.reduce(0, +)
    return e.map { $0 / sum }
  }

  @Test("equal elements share 1, and a lone element has it")
  func equal() throws {
    #expect(try run(SoftmaxOperation(), 4, [7, 7, 7, 7]) == [0.25, 0.25, 0.25, 0.25])
    #expect(try run(SoftmaxOperation(), 1, [-3]) == [1])
    // log 2 = 0.693147180559945…, whose nearest binary32 is 0x1.62e43p-1.
    #expect(try run(LogSoftmaxOperation(), 2, [5, 5]) == [-0x1.62e43p-1, -0x1.62e43p-1])
    #expect(try run(LogSoftmaxOperation(), 1, [-3]) == [0])
  }

  @Test("large elements do not overflow")
  func large() throws {
    #expect(try run(SoftmaxOperation(), 2, [1e30, -1e30]) == [1, 0])
    #expect(try run(LogSoftmaxOperation(), 2, [1e4, 1e4 - 200]) == [0, -200])
    #expect(try run(LogSoftmaxOperation(), 2, [0, -.infinity]) == [0, -.infinity])
  }

  @Test("both are near the formula in binary64", arguments: [2, 10, 64, 100])
  func near(columns: Int) throws {
    var numbers = SeededNumbers(UInt64(columns) + 50)
    let x = (0..<(8 * columns)).map { _ in Float.random(in: -8...8, using: &numbers) }
    let (y, logarithms) = (try run(SoftmaxOperation(), columns, x), try run(LogSoftmaxOperation(), columns, x))
    for row in 0..<8 {
      let range = (row * columns)..<((row + 1) * columns)
      for (index, expected) in zip(range, Self.softmax(x[range])) {
        #expect(abs(Double(y[index]) - expected) < 1e-6 * expected)
        // Each rounding is worth 2^-24 of at most 16 + log 100.
        #expect(abs(Double(logarithms[index]) - Foundation.log(expected)) < 4e-6)
      }
    }
  }

  @Test("their gradients are near the formulas in binary64", arguments: [2, 10, 100])
  func gradients(columns: Int) throws {
    var numbers = SeededNumbers(UInt64(columns) + 60)
    let x = numbers.floats(columns)
    let dy = numbers.floats(columns)
    let p = Self.softmax(x)
    let (mean, sum) = (zip(p, dy).reduce(0) { $0 + $1.0 * Double($1.1) }, dy.reduce(0) { $0 + Double($1) })
    let dx = try run(SoftmaxGradient(), columns, run(SoftmaxOperation(), columns, x), dy)
    let dLog = try run(LogSoftmaxGradient(), columns, run(LogSoftmaxOperation(), columns, x), dy)
    for k in 0..<columns {
      // Elements of dy are below 8, so that sums are below 8 · columns; a few dozen roundings of 2^-24 of them.
      #expect(abs(Double(dx[k]) - p[k] * (Double(dy[k]) - mean)) < 2e-5 * p[k])
      #expect(abs(Double(dLog[k]) - (Double(dy[k]) - p[k] * sum)) < 1e-5)
    }
  }

  @Test("each step is rounded as written", arguments: [1, 7, 64, 65, 200])
  func steps(columns: Int) throws {
    var numbers = SeededNumbers(UInt64(columns) + 70)
    let (x, dy) = (numbers.floats(columns), numbers.floats(columns))
    let largest = x.reduce(-Float.infinity) { $0 > $1 ? $0 : $1 }
    let e = x.map { Exact.exp($0 - largest) }
    let sum = LanesByHand.sum(e)
    let y = e.map { $0 / sum }
    #expect(try run(SoftmaxOperation(), columns, x).bits == y.bits)
    let product = LanesByHand.sum(zip(y, dy).map { $0 * $1 })
    #expect(try run(SoftmaxGradient(), columns, y, dy).bits == zip(y, dy).map { $0 * ($1 - product) }.bits)

    let logarithms = x.map { ($0 - largest) - Exact.log(sum) }
    #expect(try run(LogSoftmaxOperation(), columns, x).bits == logarithms.bits)
    let total = LanesByHand.sum(dy)
    #expect(
      try run(LogSoftmaxGradient(), columns, logarithms, dy).bits
        == zip(logarithms, dy).map { fmaf(-Exact.exp($0), total, $1) }.bits)
  }

  @Test("a NaN reaches its whole row, and no other")
  func nan() throws {
    for definition in [SoftmaxOperation(), LogSoftmaxOperation()] as [any OperationDefinition] {
      let y = try Reference.run(definition, [([2, 3], [1, .nan, 3, 1, 2, 3])])[0]
      #expect(y[0..<3].allSatisfy { $0.isNaN })
      #expect(y[3..<6].allSatisfy { $0.isFinite })
    }
  }

  @Test("no rows and no columns are left alone")
  func empty() throws {
    for shape in [[0, 5], [3, 0]] {
      #expect(try Reference.run(SoftmaxOperation(), [(shape, [])]) == [[]])
      #expect(try Reference.run(LogSoftmaxOperation(), [(shape, [])]) == [[]])
      #expect(try Reference.run(SoftmaxGradient(), [(shape, []), (shape, [])]) == [[]])
      #expect(try Reference.run(LogSoftmaxGradient(), [(shape, []), (shape, [])]) == [[]])
    }
  }
}
