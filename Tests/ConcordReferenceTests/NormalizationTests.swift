import ConcordKit
import ConcordTestSupport
import Testing

/// Normalisations against their definition in binary64, and where that is exact against the definition itself.
@Suite("batch_norm, group_norm and their gradients")
struct NormalizationTests {
  /// The places of the elements of each channel of a shape [N, C, …].
  private static func channels(_ shape: [Int]) -> [[Int]] {
    let positions = shape.dropFirst(2).reduce(1, *)
    return (0..<shape[1]).map { c in
      (0..<shape[0]).flatMap { n in (0..<positions).map { (n * shape[1] + c) * positions + $0 } }
    }
  }

  private static func statistics(_ values: [Double]) -> (mean: Double, squares: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) })
  }

  @Test("a batch is normalised by its own mean and variance", arguments: [[8, 3], [3, 2, 5], [2, 3, 9, 8], [1, 4, 70]])
  func batchNorm(shape: [Int]) throws {
    var numbers = SeededNumbers(11)
    let x = numbers.floats(TensorType(shape).elementCount)
    let vectors = (0..<4).map { _ in numbers.floats(shape[1]) }
    let outputs = try Reference.run(
      BatchNorm(epsilon: 0.01, momentum: 0.25), [(shape, x)] + vectors.map { ([shape[1]], $0) })
    for (c, places) in Self.channels(shape).enumerated() {
      let (mean, squares) = Self.statistics(places.map { Double(x[$0]) })
      let count = Double(places.count)
      let inverse = 1 / (squares / count + 0.01).squareRoot()
      // Sums of at most 144 numbers below 8 in lanes: a few dozen roundings.
      func near(_ a: Float, _ b: Double) -> Bool { abs(Double(a) - b) <= 1e-5 * max(1, abs(b)) }
      #expect(near(outputs[1][c], mean))
      #expect(near(outputs[2][c], inverse))
      #expect(near(outputs[3][c], 0.75 * Double(vectors[2][c]) + 0.25 * mean))
      #expect(near(outputs[4][c], 0.75 * Double(vectors[3][c]) + 0.25 * squares / (count - 1)))
      for i in places {
        #expect(near(outputs[0][i], (Double(x[i]) - mean) * inverse * Double(vectors[0][c]) + Double(vectors[1][c])))
      }
    }
  }

  @Test("numbers that leave nothing to round come out as on paper")
  func onPaper() throws {
    // Mean 2, squares 4 · 4 = 16, variance 4, with epsilon 0 an inverse deviation of 1/2; unbiased 16 / 3.
    let outputs = try Reference.run(
      BatchNorm(epsilon: 0, momentum: 0.5),
      [([2, 1, 2], [0, 4, 4, 0]), ([1], [8]), ([1], [1]), ([1], [10]), ([1], [6])])
    #expect(outputs == [[-7, 9, 9, -7], [2], [0.5], [6], [Float(16.0 / 3) * 0.5 + 3]])
    let evaluated = try Reference.run(
      BatchNormInference(epsilon: 1),
      [([1, 2, 2], [1, 2, 3, 4]), ([2], [2, 6]), ([2], [0, 1]), ([2], [1, 2]), ([2], [3, 8])])
    #expect(evaluated == [[0, 1, 3, 5]])
  }

  @Test("a channel of one element is normalised to beta, and its running variance takes 0")
  func oneElement() throws {
    let outputs = try Reference.run(
      BatchNorm(momentum: 0.5), [([1, 1], [7]), ([1], [3]), ([1], [-2]), ([1], [1]), ([1], [1])])
    #expect(outputs[0] == [-2])
    #expect(outputs[3] == [4])
    #expect(outputs[4] == [0.5])
  }

  @Test("a NaN spoils its own channel alone")
  func nan() throws {
    let vectors: [(shape: [Int], values: [Float])] = [[1, 1], [0, 0], [0, 0], [1, 1]].map { ([2], $0) }
    let outputs = try Reference.run(BatchNorm(), [([2, 2, 2], [1, .nan, 1, 2, 3, 4, 5, 6])] + vectors)
    for (i, value) in outputs[0].enumerated() { #expect(value.isNaN == (i / 2 % 2 == 0)) }
    for output in outputs.dropFirst() { #expect(output[0].isNaN && output[1].isFinite) }
  }

  @Test("nothing to normalise is nothing, and its mean is 0 / 0")
  func empty() throws {
    let one: [(shape: [Int], values: [Float])] = (0..<4).map { _ in ([1], [1]) }
    for shape in [[0, 1], [3, 1, 0], [1 << 40, 1, 0]] {
      let outputs = try Reference.run(BatchNorm(), [(shape, [])] + one)
      #expect(outputs[0].isEmpty && outputs[1][0].isNaN)
      let gradients = try Reference.run(BatchNormGradient(), [(shape, [])] + one.dropLast() + [(shape, [])])
      #expect(gradients[1].bits == ([0] as [Float]).bits && gradients[2].bits == ([0] as [Float]).bits)
    }
    #expect(try Reference.run(GroupNormOperation(groups: 1), [([0, 1], []), one[0], one[0]]) == [[], [], []])
  }

  @Test(
    "groups and rows are normalised by themselves", arguments: [([3, 4], 2), ([2, 6, 5], 3), ([4, 9], 1), ([2, 2, 70], 2)])
  func groupNorm(shape: [Int], groups: Int) throws {
    var numbers = SeededNumbers(12)
    let x = numbers.floats(TensorType(shape).elementCount)
    let (gamma, beta) = (numbers.floats(shape[1]), numbers.floats(shape[1]))
    let outputs = try Reference.run(
      GroupNormOperation(groups: groups, epsilon: 0.01), [(shape, x), ([shape[1]], gamma), ([shape[1]], beta)])
    let rows = shape[0] * groups
    let (size, positions) = (x.count / rows, shape.dropFirst(2).reduce(1, *))
    for row in 0..<rows {
      let (mean, squares) = Self.statistics(x[(row * size)..<((row + 1) * size)].map(Double.init))
      let inverse = 1 / (squares / Double(size) + 0.01).squareRoot()
      #expect(abs(Double(outputs[1][row]) - mean) < 1e-5)
      #expect(abs(Double(outputs[2][row]) - inverse) < 1e-5 * inverse)
      for i in (row * size)..<((row + 1) * size) {
        let c = i / positions % shape[1]
        let expected = (Double(x[i]) - mean) * inverse * Double(gamma[c]) + Double(beta[c])
        #expect(abs(Double(outputs[0][i]) - expected) < 1e-5 * max(1, abs(expected)))
      }
    }
  }

  @Test("a sample's group normalisation and its gradients do not depend on its neighbours")
  func independence() throws {
    var numbers = SeededNumbers(13)
    let shape = [3, 4, 6]
    let (x, dy) = (numbers.floats(72), numbers.floats(72))
    let (gamma, beta) = (numbers.floats(4), numbers.floats(4))
    func run(_ samples: Range<Int>) throws -> [[Float]] {
      let shape = [samples.count] + shape.dropFirst()
      let part = (samples.lowerBound * 24)..<(samples.upperBound * 24)
      let forward = try Reference.run(
        GroupNormOperation(groups: 2), [(shape, Array(x[part])), ([4], gamma), ([4], beta)])
      let rows = [samples.count, 2]
      return try [forward[0]]
        + Reference.run(
          GroupNormGradient(),
          [(shape, Array(x[part])), (rows, forward[1]), (rows, forward[2]), ([4], gamma), (shape, Array(dy[part]))])
    }
    let whole = try run(0..<3)
    let parts = try (0..<3).map { try run($0..<($0 + 1)) }
    for output in 0..<3 { #expect(parts.flatMap { $0[output] }.bits == whole[output].bits) }
  }

  @Test("gradients of batch_norm add up: to nothing over a channel, and to nothing along x")
  func orthogonal() throws {
    var numbers = SeededNumbers(14)
    let shape = [4, 2, 33]
    let (x, dy) = (numbers.floats(264), numbers.floats(264))
    let vectors: [(shape: [Int], values: [Float])] = [[1, 1], [0, 0], [0, 0], [1, 1]].map { ([2], $0) }
    let forward = try Reference.run(BatchNorm(epsilon: 0), [(shape, x)] + vectors)
    let gradients = try Reference.run(
      BatchNormGradient(), [(shape, x), ([2], forward[1]), ([2], forward[2]), ([2], [1, 1]), (shape, dy)])
    for (c, places) in Self.channels(shape).enumerated() {
      let sum = places.reduce(0.0) { $0 + Double(gradients[0][$1]) }
      let along = places.reduce(0.0) { $0 + Double(gradients[0][$1]) * Double(forward[0][$1]) }
      let size = places.reduce(0.0) { $0 + abs(Double(gradients[0][$1])) }
      #expect(size > 10)
      #expect(abs(sum) < 1e-5 * size && abs(along) < 1e-5 * size)
      let products = places.reduce(0.0) { $0 + Double(forward[0][$1]) * Double(dy[$1]) }
      #expect(abs(Double(gradients[1][c]) - products) < 1e-4)
      #expect(abs(Double(gradients[2][c]) - places.reduce(0.0) { $0 + Double(dy[$1]) }) < 1e-4)
    }
  }
}
