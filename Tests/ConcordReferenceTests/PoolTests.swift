import ConcordKit
import ConcordTestSupport
import Testing

@Suite("Pooling")
struct PoolTests {
  struct Example: CustomTestStringConvertible {
    var shape: [Int]
    var window: PoolWindow
    var testDescription: String { "\(shape) kernel \(window.kernel) stride \(window.stride) padding \(window.padding)" }

    /// As PyTorch counts: every window that begins within the image or the padding before it, where rounding up.
    func size(_ axis: Int) -> Int {
      let last = shape[axis] + 2 * window.padding - window.kernel
      guard window.ceilMode else { return last / window.stride + 1 }
      var count = 1
      while (count - 1) * window.stride < last, count * window.stride < shape[axis] + window.padding { count += 1 }
      return count
    }
    var outputShape: [Int] { [shape[0], shape[1], size(2), size(3)] }

    /// For each window, row by row, the places in x of its elements; nil on the padding.
    var windows: [[Int?]] {
      var result: [[Int?]] = []
      for plane in 0..<(shape[0] * shape[1]) {
        for oh in 0..<size(2) {
          for ow in 0..<size(3) {
            result.append([])
            for kh in 0..<window.kernel {
              for kw in 0..<window.kernel {
                let (h, w) = (oh * window.stride - window.padding + kh, ow * window.stride - window.padding + kw)
                let inside = h >= 0 && h < shape[2] && w >= 0 && w < shape[3]
                result[result.count - 1].append(inside ? (plane * shape[2] + h) * shape[3] + w : nil)
              }
            }
          }
        }
      }
      return result
    }

    /// Of each window.
    func winners(_ x: [Float]) -> [Int] {
      windows.map { window in
        let inside = window.compactMap { $0 }
        if let nan = inside.first(where: { x[$0].isNaN }) { return nan }
        let largest = inside.map { x[$0] }.max() ?? 0
        return inside.first { x[$0] == largest } ?? 0
      }
    }
  }

  private static let examples = [
    Example(shape: [2, 3, 6, 8], window: PoolWindow(2)), Example(shape: [1, 2, 7, 5], window: PoolWindow(2)),
    Example(shape: [2, 2, 7, 7], window: PoolWindow(3, stride: 2, padding: 1)),
    Example(shape: [1, 1, 6, 5], window: PoolWindow(3, stride: 1, padding: 1)),
    Example(shape: [1, 2, 8, 9], window: PoolWindow(2, stride: 3, padding: 1)),
    Example(shape: [1, 1, 5, 5], window: PoolWindow(5, stride: 1, padding: 2)),
    Example(shape: [1, 1, 1, 1], window: PoolWindow(1)),
    Example(shape: [1, 1, 1, 2], window: PoolWindow(2, stride: 1, padding: 1)),
    Example(shape: [0, 2, 4, 4], window: PoolWindow(2)),
  ]

  /// Windows that reach beyond the image.
  private static let beyond = [
    Example(shape: [2, 3, 7, 9], window: PoolWindow(2, ceilMode: true)),
    Example(shape: [1, 2, 8, 6], window: PoolWindow(3, stride: 2, ceilMode: true)),
    Example(shape: [1, 2, 6, 5], window: PoolWindow(3, stride: 2, padding: 1, ceilMode: true)),
    Example(shape: [1, 1, 9, 9], window: PoolWindow(2, stride: 3, padding: 1, ceilMode: true)),
    Example(shape: [1, 1, 5, 6], window: PoolWindow(7, stride: 3, ceilMode: true)),
  ]

  private func images(_ example: Example, special: Bool) -> [Float] {
    var seed = SeededNumbers(3)
    let count = example.shape.reduce(1, *)
    // Halves come up often: ties.
    return special ? seed.anyFloats(count) : seed.floats(count).map { ($0 * 2).rounded() / 2 }
  }

  @Test("the maximum is the first of the largest elements, or of the NaNs", arguments: examples + beyond, [false, true])
  func maximum(example: Example, special: Bool) throws {
    let x = images(example, special: special)
    let y = try Reference.run(MaxPool2DOperation(example.window), [(example.shape, x)])[0]
    #expect(y.bits == example.winners(x).map { x[$0] }.bits)
  }

  @Test("the maximum's gradient goes to the winners", arguments: examples + beyond, [false, true])
  func maximumGradient(example: Example, special: Bool) throws {
    let x = images(example, special: special)
    var seed = SeededNumbers(4)
    let dy = seed.floats(example.windows.count)
    let dx = try Reference.run(MaxPool2DGradient(example.window), [(example.shape, x), (example.outputShape, dy)])[0]
    var expected = [Float](repeating: 0, count: x.count)
    for (window, winner) in example.winners(x).enumerated() { expected[winner] = expected[winner] + dy[window] }
    #expect(dx.bits == expected.bits)
  }

  @Test("the mean counts the padding", arguments: examples, [false, true])
  func average(example: Example, special: Bool) throws {
    let x = images(example, special: special)
    let y = try Reference.run(AvgPool2DOperation(example.window), [(example.shape, x)])[0]
    let expected = example.windows.map { window in
      window.reduce(Float(0)) { $0 + ($1.map { x[$0] } ?? 0) } / Float(window.count)
    }
    #expect(y.bits == expected.bits)
  }

  @Test("the mean's gradient spreads over each window", arguments: examples)
  func averageGradient(example: Example) throws {
    var seed = SeededNumbers(4)
    let dy = seed.floats(example.windows.count)
    let definition = AvgPool2DGradient(example.window, height: example.shape[2], width: example.shape[3])
    let dx = try Reference.run(definition, [(example.outputShape, dy)])[0]
    var expected = [Float](repeating: 0, count: dx.count)
    for (index, window) in example.windows.enumerated() {
      for place in window.compactMap({ $0 }) { expected[place] = expected[place] + dy[index] / Float(window.count) }
    }
    #expect(dx.bits == expected.bits)
  }

  @Test("a window that only a mean's padding would fill is refused")
  func averageRoundsDown() {
    #expect(throws: (any Error).self) {
      try Reference.run(AvgPool2DOperation(PoolWindow(2, ceilMode: true)), [([1, 1, 3, 3], [Float](repeating: 1, count: 9))])
    }
  }

  @Test("small pools are what they are by hand")
  func byHand() throws {
    let x: (shape: [Int], values: [Float]) = ([1, 1, 2, 4], [1, 5, 2, 2, 3, 4, .nan, 9])
    let y = try Reference.run(MaxPool2DOperation(PoolWindow(2)), [x])[0]
    #expect(y[0] == 5 && y[1].isNaN)
    let dx = try Reference.run(MaxPool2DGradient(PoolWindow(2)), [x, ([1, 1, 1, 2], [10, 20])])
    #expect(dx == [[0, 10, 0, 0, 0, 0, 20, 0]])
    let negative = try Reference.run(MaxPool2DOperation(PoolWindow(2, padding: 1)), [([1, 1, 2, 2], [-1, -2, -3, -4])])
    #expect(negative == [[-1, -2, -3, -4]], "padding never wins")
    let mean = try Reference.run(AvgPool2DOperation(PoolWindow(2, padding: 1)), [([1, 1, 2, 2], [4, 8, 12, 16])])
    #expect(mean == [[1, 2, 3, 4]], "padding counts")
  }

  @Test("a row's gradient is dy for a sum and dy / columns for a mean, in each column")
  func reduceGradient() throws {
    let dy: (shape: [Int], values: [Float]) = ([2], [1, -6])
    #expect(try Reference.run(ReduceGradient(.sum, columns: 3), [dy]) == [[1, 1, 1, -6, -6, -6]])
    #expect(try Reference.run(ReduceGradient(.mean, columns: 3), [dy]) == [[1 / 3, 1 / 3, 1 / 3, -2, -2, -2]])
  }

  @Test("add adds element by element")
  func add() throws {
    var seed = SeededNumbers(9)
    let (a, b) = (seed.anyFloats(200), seed.anyFloats(200))
    #expect(try Reference.run(Add(), [([20, 10], a), ([20, 10], b)])[0].bits == zip(a, b).map { $0 + $1 }.bits)
  }
}
