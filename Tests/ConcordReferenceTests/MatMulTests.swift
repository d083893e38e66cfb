import ConcordKit
import ConcordTestSupport
import Foundation
import Testing

@Suite("matmul")
struct MatMulTests {
  struct Shape: CustomTestStringConvertible {
    var m: Int, n: Int, k: Int
    var testDescription: String { "\(m)x\(n)x\(k)" }

    init(_ m: Int, _ n: Int, _ k: Int) { (self.m, self.n, self.k) = (m, n, k) }
  }

  private static let shapes = [
    Shape(1, 1, 1), Shape(2, 3, 5), Shape(3, 64, 128), Shape(5, 65, 129), Shape(7, 10, 300), Shape(2, 131, 257), Shape(4, 3, 0),
    Shape(0, 3, 4), Shape(3, 0, 4),
  ]

  /// The definition, one element at a time, with the C library's fmaf.
  private func chain(
    _ a: [Float], _ b: [Float], from start: [Float]?, _ s: Shape, _ definition: MatMul, bias: [Float]?
  ) -> [Float] {
    var c = start ?? [Float](repeating: 0, count: s.m * s.n)
    for i in 0..<s.m {
      for j in 0..<s.n {
        var sum = c[i * s.n + j]
        for k in 0..<s.k {
          let left = a[definition.transposeA ? k * s.m + i : i * s.k + k]
          let right = b[definition.transposeB ? j * s.k + k : k * s.n + j]
          sum = fmaf(left, right, sum)
        }
        if let bias { sum = sum + bias[j] }
        if definition.activation == .relu, sum <= 0 { sum = 0 }
        c[i * s.n + j] = sum
      }
    }
    return c
  }

  private func check(_ definition: MatMul, _ shape: Shape, numbers: (inout SeededNumbers, Int) -> [Float]) throws {
    var seed = SeededNumbers(UInt64(shape.m * 1_000_000 + shape.n * 1000 + shape.k))
    let a = numbers(&seed, shape.m * shape.k)
    let b = numbers(&seed, shape.k * shape.n)
    let bias = definition.bias ? numbers(&seed, shape.n) : nil
    let c = definition.accumulate ? numbers(&seed, shape.m * shape.n) : nil
    var inputs = [
      (definition.transposeA ? [shape.k, shape.m] : [shape.m, shape.k], a),
      (definition.transposeB ? [shape.n, shape.k] : [shape.k, shape.n], b),
    ]
    if let bias { inputs.append(([shape.n], bias)) }
    if let c { inputs.append(([shape.m, shape.n], c)) }
    let result = try Reference.run(definition, inputs)[0]
    #expect(result.bits == chain(a, b, from: c, shape, definition, bias: bias).bits)
  }

  @Test("each element is one ascending chain of fused multiply-adds, in all four transpose cases", arguments: shapes)
  func chains(shape: Shape) throws {
    for transposeA in [false, true] {
      for transposeB in [false, true] {
        try check(MatMul(transposeA: transposeA, transposeB: transposeB), shape) { $0.floats($1) }
      }
    }
  }

  @Test("an accumulator is where the chain starts", arguments: shapes)
  func accumulate(shape: Shape) throws {
    try check(MatMul(transposeA: true, accumulate: true), shape) { $0.floats($1) }
  }

  @Test("bias comes after the chain, the activation after the bias", arguments: shapes)
  func epilogue(shape: Shape) throws {
    try check(MatMul(transposeB: true, bias: true, activation: .relu), shape) { $0.floats($1) }
    try check(MatMul(bias: true), shape) { $0.floats($1) }
    try check(MatMul(activation: .relu), shape) { $0.floats($1) }
  }

  @Test("denormals, infinities, NaN and zeros of both signs follow the chain", arguments: shapes)
  func specials(shape: Shape) throws {
    try check(MatMul(bias: true, activation: .relu), shape) { $0.anyFloats($1) }
    try check(MatMul(transposeA: true, accumulate: true), shape) { $0.anyFloats($1) }
  }

  @Test("a fused product is not rounded on the way")
  func fused() throws {
    // (1 + 2^-12)^2 = 1 + 2^-11 + 2^-24; rounded first, the last term would be lost and the sum 0.
    let x: Float = 1 + 0x1p-12
    let c = try Reference.run(MatMul(), [([1, 2], [1, x]), ([2, 1], [-(1 + 0x1p-11), x])])
    #expect(c == [[0x1p-24]])
  }

  @Test("a small product is what it is by hand")
  func byHand() throws {
    let c = try Reference.run(MatMul(), [([2, 3], [1, 2, 3, 4, 5, 6]), ([3, 2], [7, 8, 9, 10, 11, 12])])
    #expect(c == [[58, 64, 139, 154]])
  }

  @Test("the sum in binary64 is near", arguments: [1, 17, 784])
  func near(k: Int) throws {
    var seed = SeededNumbers(7)
    let (a, b) = (seed.floats(k), seed.floats(k))
    let c = try Reference.run(MatMul(), [([1, k], a), ([k, 1], b)])[0][0]
    let exact = zip(a, b).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    let magnitude = zip(a, b).reduce(0.0) { $0 + abs(Double($1.0) * Double($1.1)) }
    // Higham, Accuracy and Stability of Numerical Algorithms, (3.3): |error| ≤ k u / (1 − k u) Σ|a b|.
    #expect(abs(Double(c) - exact) <= Double(k) * 0x1p-24 * 1.001 * magnitude)
  }

  @Test("micro-batches of a weight gradient fold into the bits of the whole batch", arguments: [1, 3, 8, 12])
  func microBatches(size: Int) throws {
    var seed = SeededNumbers(11)
    let (samples, outputs, inputs) = (24, 5, 9)
    let (dy, x) = (seed.floats(samples * outputs), seed.floats(samples * inputs))
    let whole = try Reference.run(MatMul(transposeA: true), [([samples, outputs], dy), ([samples, inputs], x)])[0]
    var builder = ProgramBuilder()
    let gradient = builder.tensor(TensorType([outputs, inputs]))
    for first in stride(from: 0, to: samples, by: size) {
      let dyPart = builder.tensor([size, outputs], Array(dy[(first * outputs)..<((first + size) * outputs)]))
      let xPart = builder.tensor([size, inputs], Array(x[(first * inputs)..<((first + size) * inputs)]))
      try builder.add(MatMul(transposeA: true, accumulate: true), [dyPart, xPart, gradient])
    }
    #expect(try builder.run(on: Reference.device()).floats(gradient).bits == whole.bits)
  }
}
