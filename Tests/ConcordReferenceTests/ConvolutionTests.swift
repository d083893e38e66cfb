import ConcordKit
import ConcordTestSupport
import Testing

@Suite("conv2d and its gradients")
struct ConvolutionTests {
  typealias Numbers = @Sendable (inout SeededNumbers, Int) -> [Float]
  private static let contents: [(name: String, numbers: Numbers)] = [
    ("plain", { $0.floats($1) }), ("special", { $0.anyFloats($1) }),
    // Products that underflow, so that zeros of both signs meet the padding.
    ("tiny", { numbers, count in numbers.floats(count).map { $0 * 0x1p-75 } }),
  ]

  private struct Example {
    var x: [Float]
    var w: [Float]
    var bias: [Float]
    var dy: [Float]
    var dw: [Float]

    init(_ plain: PlainConvolution, seed: UInt64 = 5, _ numbers: Numbers) {
      var seed = SeededNumbers(seed)
      x = numbers(&seed, plain.count(plain.xShape))
      w = numbers(&seed, plain.count(plain.wShape))
      bias = numbers(&seed, plain.outputs)
      dy = numbers(&seed, plain.count(plain.yShape))
      dw = numbers(&seed, plain.count(plain.wShape))
    }
  }

  @Test("each element is one ascending chain, then bias, then activation", arguments: PlainConvolution.examples)
  func forward(plain: PlainConvolution) throws {
    for (name, numbers) in Self.contents {
      let example = Example(plain, numbers)
      let chains = plain.forward(example.x, example.w)
      let inputs = [(plain.xShape, example.x), (plain.wShape, example.w)]
      #expect(try Reference.run(Conv2DOperation(plain.geometry), inputs)[0].bits == chains.bits, "\(name)")
      let positions = plain.outputHeight * plain.outputWidth
      let biased = chains.indices.map { chains[$0] + example.bias[$0 / positions % plain.outputs] }
      let withBias = inputs + [([plain.outputs], example.bias)]
      #expect(try Reference.run(Conv2DOperation(plain.geometry, bias: true), withBias)[0].bits == biased.bits, "\(name)")
      let fused = Conv2DOperation(plain.geometry, bias: true, activation: .relu)
      #expect(try Reference.run(fused, withBias)[0].bits == biased.map { $0 <= 0 ? 0 : $0 }.bits, "\(name)")
    }
  }

  @Test("the input's gradient gathers what the stride brings to each element", arguments: PlainConvolution.examples)
  func inputGradient(plain: PlainConvolution) throws {
    for (name, numbers) in Self.contents {
      let example = Example(plain, numbers)
      let definition = Conv2DInputGradient(plain.geometry, height: plain.height, width: plain.width)
      let dx = try Reference.run(definition, [(plain.yShape, example.dy), (plain.wShape, example.w)])[0]
      #expect(dx.bits == plain.inputGradient(example.dy, example.w).bits, "\(name)")
    }
  }

  @Test("the filters' gradient is one chain a sample, folded", arguments: PlainConvolution.examples)
  func weightGradient(plain: PlainConvolution) throws {
    for (name, numbers) in Self.contents {
      let example = Example(plain, numbers)
      let (height, width) = plain.kernel
      let inputs = [(plain.xShape, example.x), (plain.yShape, example.dy)]
      let fresh = try Reference.run(Conv2DWeightGradient(plain.geometry, height: height, width: width), inputs)[0]
      #expect(fresh.bits == plain.weightGradient(example.x, example.dy, from: nil).bits, "\(name)")
      var builder = ProgramBuilder()
      let tensors = (inputs + [(plain.wShape, example.dw)]).map { builder.tensor($0.0, $0.1) }
      let definition = Conv2DWeightGradient(plain.geometry, height: height, width: width, accumulate: true)
      try builder.add(definition, tensors)
      let folded = try builder.run(on: Reference.device()).floats(tensors[2])
      #expect(folded.bits == plain.weightGradient(example.x, example.dy, from: example.dw).bits, "\(name)")
    }
  }

  @Test("all three are near the sums in binary64", arguments: PlainConvolution.examples)
  func near(plain: PlainConvolution) throws {
    let example = Example(plain) { $0.floats($1) }
    var (y, dx, dw) = (Sums(plain.yShape), Sums(plain.xShape), Sums(plain.wShape))
    // Scattered, where the operations gather: the sums of the same products, found another way.
    plain.forEachTap { x, w, target in
      guard let x else { return }
      y.add(example.x[x], example.w[w], at: target)
      dx.add(example.dy[target], example.w[w], at: x)
      dw.add(example.x[x], example.dy[target], at: w)
    }
    let geometry = plain.geometry
    try y.expect(near: Reference.run(Conv2DOperation(geometry), [(plain.xShape, example.x), (plain.wShape, example.w)])[0])
    try dx.expect(
      near: Reference.run(
        Conv2DInputGradient(geometry, height: plain.height, width: plain.width),
        [(plain.yShape, example.dy), (plain.wShape, example.w)])[0])
    try dw.expect(
      near: Reference.run(
        Conv2DWeightGradient(geometry, height: plain.kernel.height, width: plain.kernel.width),
        [(plain.xShape, example.x), (plain.yShape, example.dy)])[0])
  }

  /// Sums of products in binary64, with what bounds the error of the same sums in float32.
  private struct Sums {
    private var values: [Double]
    private var magnitudes: [Double]
    private var terms: [Int]

    init(_ shape: [Int]) {
      let count = shape.reduce(1, *)
      values = [Double](repeating: 0, count: count)
      magnitudes = values
      terms = [Int](repeating: 0, count: count)
    }

    mutating func add(_ a: Float, _ b: Float, at index: Int) {
      values[index] += Double(a) * Double(b)
      magnitudes[index] += abs(Double(a) * Double(b))
      terms[index] += 1
    }

    /// Higham, Accuracy and Stability of Numerical Algorithms, (3.3): |error| ≤ k u / (1 − k u) Σ|a b|, in whatever order.
    func expect(near results: [Float]) {
      #expect(results.count == values.count)
      for i in results.indices {
        let bound = Double(terms[i] + 1) * 0x1p-24 * 1.001 * magnitudes[i]
        #expect(abs(Double(results[i]) - values[i]) <= bound, "element \(i)")
      }
    }
  }

  @Test("a small convolution is what it is by hand")
  func byHand() throws {
    let x: (shape: [Int], values: [Float]) = ([1, 1, 3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9])
    let w: (shape: [Int], values: [Float]) = ([1, 1, 2, 2], [1, 10, 100, 1000])
    #expect(try Reference.run(Conv2DOperation(), [x, w]) == [[5421, 6532, 8754, 9865]])
    let padded = Conv2DOperation(ConvolutionGeometry(stride: 2, padding: 1))
    #expect(try Reference.run(padded, [x, w]) == [[1000, 3200, 7040, 9865]])
    let dy: (shape: [Int], values: [Float]) = ([1, 1, 2, 2], [1, 2, 3, 4])
    let dx = try Reference.run(Conv2DInputGradient(ConvolutionGeometry(), height: 3, width: 3), [dy, w])
    #expect(dx == [[1, 12, 20, 103, 1234, 2040, 300, 3400, 4000]])
    let dw = try Reference.run(Conv2DWeightGradient(ConvolutionGeometry(), height: 2, width: 2), [x, dy])
    #expect(dw == [[37, 47, 67, 77]])
  }

  @Test("micro-batches of the filters' gradient fold into the bits of the whole batch", arguments: [1, 2, 3])
  func microBatches(size: Int) throws {
    let plain = PlainConvolution(6, 2, 7, 7, outputs: 3, kernel: (3, 3), stride: 2, padding: 1)
    let example = Example(plain) { $0.floats($1) }
    let whole = plain.weightGradient(example.x, example.dy, from: nil)
    let (image, output) = (example.x.count / plain.samples, example.dy.count / plain.samples)
    var builder = ProgramBuilder()
    let gradient = builder.tensor(TensorType(plain.wShape))
    for first in stride(from: 0, to: plain.samples, by: size) {
      let x = builder.tensor(
        [size] + plain.xShape.dropFirst(), Array(example.x[(first * image)..<((first + size) * image)]))
      let dy = builder.tensor(
        [size] + plain.yShape.dropFirst(), Array(example.dy[(first * output)..<((first + size) * output)]))
      try builder.add(Conv2DWeightGradient(plain.geometry, height: 3, width: 3, accumulate: true), [x, dy, gradient])
    }
    #expect(try builder.run(on: Reference.device()).floats(gradient).bits == whole.bits)
  }
}
