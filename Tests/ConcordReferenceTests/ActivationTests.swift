import ConcordKit
import ConcordNumerics
import ConcordTestSupport
import Foundation
import Testing

@Suite("activation, activation_gradient: leaky_relu, sigmoid, tanh, gelu, gelu_tanh, silu")
struct ActivationTests {
  static let smooth: [ActivationFunction] = [.sigmoid, .tanh, .gelu, .geluTanh, .silu]

  private func run(_ function: ActivationFunction, _ x: [Float]) throws -> [Float] {
    try Reference.run(Activation(function), [([x.count], x)])[0]
  }

  private func gradient(_ function: ActivationFunction, _ values: [Float], _ dy: [Float]) throws -> [Float] {
    try Reference.run(ActivationGradient(function), [([values.count], values), ([dy.count], dy)])[0]
  }

  private static func sigmoid(_ x: Double) -> Double { 1 / (1 + Foundation.exp(-x)) }

  /// The definition in binary64.
  private static func exact(_ function: ActivationFunction, _ x: Double) -> Double {
    switch function {
    case .relu: max(x, 0)
    case .leakyReLU: x > 0 ? x : 0.01 * x
    case .sigmoid: sigmoid(x)
    case .tanh: Foundation.tanh(x)
    // erfc, so that the tail on the left is not lost.
    case .gelu: x * 0.5 * Foundation.erfc(-x / 2.0.squareRoot())
    case .geluTanh: x * sigmoid(2 * (2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x))
    case .silu: x * sigmoid(x)
    case .hardSigmoid: min(max(x + 3, 0), 6) / 6
    case .hardSwish: x * (min(max(x + 3, 0), 6) / 6)
    case .relu6: min(max(x, 0), 6)
    }
  }

  @Test("each is near its definition in binary64", arguments: smooth)
  func near(function: ActivationFunction) throws {
    var numbers = SeededNumbers(31)
    let x = (0..<2000).map { _ in Float.random(in: -12...12, using: &numbers) } + numbers.floats(500)
    for (x, y) in zip(x, try run(function, x)) {
      // The factor of x is a number up to 1 that is a few roundings of 2^-24 off: with x it is |x| times as much.
      #expect(abs(Double(y) - Self.exact(function, Double(x))) < 0x1p-22 * max(1, Double(abs(x))), "\(function) of \(x)")
    }
  }

  @Test("the gradient is the slope of the definition in binary64", arguments: smooth)
  func slope(function: ActivationFunction) throws {
    var numbers = SeededNumbers(32)
    let x = (0..<1000).map { _ in Float.random(in: -9...9, using: &numbers) } + numbers.floats(500)
    let dy = numbers.floats(x.count)
    let dx = try gradient(function, function.gradientTakesInput ? x : run(function, x), dy)
    for i in x.indices {
      let (at, h) = (Double(x[i]), 1e-4)
      // Central differences of fourth order: h⁴/30 times a fifth derivative below 100, and a rounding of 2^-53 × 9 / h, are below
      // 1e-11; the float32 slope is a few roundings of numbers up to 9 off.
      func f(_ steps: Double) -> Double { Self.exact(function, at + steps * h) }
      let slope = (8 * (f(1) - f(-1)) - (f(2) - f(-2))) / (12 * h)
      #expect(abs(Double(dx[i]) - slope * Double(dy[i])) < 0x1p-19 * Double(abs(dy[i])), "\(function) at \(x[i])")
    }
  }

  @Test("leaky_relu multiplies by its slope where x is not positive, and so does its gradient where y is not")
  func leakyReLU() throws {
    let x: [Float] = [3, -3, 0, -0.0, .infinity, -.infinity, .nan]
    let y = try Reference.run(Activation(.leakyReLU, slope: 0.25), [([7], x)])[0]
    #expect(y.bits == ([3, -0.75, 0, -0.0, .infinity, -.infinity, .nan] as [Float]).bits)
    let dy: [Float] = [2, 2, 2, -2, 2, 2, 8]
    let dx = try Reference.run(ActivationGradient(.leakyReLU, slope: 0.25), [([7], y), ([7], dy)])[0]
    #expect(dx.bits == ([2, 0.5, 0.5, -0.5, 2, 0.5, 8] as [Float]).bits)
  }

  @Test("hard_sigmoid is 0 up to −3 and 1 from 3 on, and its slope is 1/6 strictly between")
  func hardSigmoid() throws {
    let x: [Float] = [-.infinity, -3, (-3 as Float).nextUp, -0.0, 1, (3 as Float).nextDown, 3, .infinity, .nan]
    let y: [Float] = [0, 0, 0x1p-22 / 6, 0.5, Float(4) / 6, 1, 1, 1, .nan]
    #expect(try run(.hardSigmoid, x).bits == y.bits)
    let slopes: [Float] = [0, 0, 1, 1, 1, 1, 0, 0, 0].map { $0 * (Float(1) / 6) }
    #expect(try gradient(.hardSigmoid, x, x.map { _ in 2 }).bits == slopes.map { 2 * $0 }.bits)
    let inner: [Float] = [0.5, -2.25, 2.75]
    #expect(try run(.hardSigmoid, inner) == inner.map { Float(Self.exact(.hardSigmoid, Double($0))) })
  }

  @Test("hard_swish is x times hard_sigmoid, and its slope at −3 and 3 is that of the parabola between")
  func hardSwish() throws {
    let x: [Float] = [-.infinity, -4, -3, -0.0, 0, 1.5, 3, 5, .infinity, .nan]
    let y: [Float] = [.nan, -0.0, -0.0, -0.0, 0, 1.125, 3, 5, .infinity, .nan]
    #expect(try run(.hardSwish, x).bits == y.bits)
    let slopes: [Float] = [0, 0, -0.5, 0.5, 0.5, 1, 1.5, 1, 1, .nan]
    for (seen, slope) in zip(try gradient(.hardSwish, x, x.map { _ in 2 }), slopes) {
      #expect(seen.isNaN && slope.isNaN || abs(seen - 2 * slope) <= 0x1p-23, "\(seen), \(slope)")
    }
  }

  @Test("relu6 is 0 up to 0 and 6 from 6 on, and its slope is 1 strictly between")
  func relu6() throws {
    let x: [Float] = [-.infinity, -1, -0.0, 0x1p-149, 1, (6 as Float).nextDown, 6, 7, .infinity, .nan]
    let y: [Float] = [0, 0, 0, 0x1p-149, 1, (6 as Float).nextDown, 6, 6, 6, .nan]
    #expect(try run(.relu6, x).bits == y.bits)
    #expect(try gradient(.relu6, y, x.map { _ in 2 }).bits == ([0, 0, 0, 2, 2, 2, 0, 0, 0, 2] as [Float]).bits)
  }

  @Test("at zero, at infinity and for NaN the values are those of the limits, NaN where x = −∞ is multiplied by 0")
  func specials() throws {
    let x: [Float] = [0, -0.0, .infinity, -.infinity, .nan, 100, -100]
    #expect(try run(.sigmoid, x).bits == ([0.5, 0.5, 1, 0, .nan, 1, Exact.exp(-100)] as [Float]).bits)
    #expect(try run(.tanh, x).bits == ([0, -0.0, 1, -1, .nan, 1, -1] as [Float]).bits)
    for function in [.gelu, .geluTanh] as [ActivationFunction] {
      #expect(try run(function, x).bits == ([0, -0.0, .infinity, .nan, .nan, 100, -0.0] as [Float]).bits)
    }
    #expect(try run(.silu, x).bits == ([0, -0.0, .infinity, .nan, .nan, 100, -100 * Exact.exp(-100)] as [Float]).bits)
  }

  @Test("the gradient stays finite for the largest of numbers: 1 on the right, 0 on the left")
  func farAway() throws {
    for function in [.gelu, .geluTanh, .silu] as [ActivationFunction] {
      for x: Float in [50, 1e10, 1e19, 1e20, .greatestFiniteMagnitude] {
        #expect(try gradient(function, [x, -x], [3, 3]).map { abs($0 - 1.5) } == [1.5, 1.5], "\(function) at \(x)")
        #expect(try gradient(function, [x], [3]) == [3], "\(function) at \(x)")
      }
      #expect(try gradient(function, [0], [3]) == [1.5])
    }
  }

  @Test("each step is rounded as written")
  func steps() throws {
    var numbers = SeededNumbers(33)
    let (x, dy) = (numbers.floats(300), numbers.floats(300))
    func expect(_ function: ActivationFunction, _ y: (Float) -> Float, slope: (Float) -> Float) throws {
      let values = x.map(y)
      #expect(try run(function, x).bits == values.bits, "\(function)")
      let first = function.gradientTakesInput ? x : values
      #expect(try gradient(function, first, dy).bits == zip(first, dy).map { $1 * slope($0) }.bits, "\(function)")
    }
    let (half, root, density) = (Float(0.5), Float(2.0.squareRoot() / 2), Float(1 / (2 * Double.pi).squareRoot()))
    let (beta, kappa) = (Float((2 / Double.pi).squareRoot()), Float(0.044715))
    func normal(_ x: Float) -> Float { half * Exact.erf(x * root) + half }
    func tangent(_ x: Float) -> Float { Exact.tanh((x * beta) * fmaf(x * x, kappa, 1)) }
    try expect(.sigmoid, Exact.sigmoid, slope: { $0 * (1 - $0) })
    try expect(.tanh, Exact.tanh, slope: { fmaf(-$0, $0, 1) })
    try expect(
      .gelu, { $0 * normal($0) }, slope: { fmaf($0, Exact.exp(-half * ($0 * $0)) * density, normal($0)) })
    try expect(
      .geluTanh, { $0 * (half * tangent($0) + half) },
      slope: { x in
        let t = tangent(x)
        let z = x * (half * fmaf(-t, t, 1))
        return fmaf(beta, fmaf((z * x) * Float(3 * 0.044715), x, z), half * t + half)
      })
    try expect(.silu, { $0 * Exact.sigmoid($0) }, slope: { Exact.sigmoid($0) * fmaf($0, 1 - Exact.sigmoid($0), 1) })
  }

  @Test("tensors without elements are left alone", arguments: ActivationFunction.allCases)
  func empty(function: ActivationFunction) throws {
    #expect(try run(function, []) == [])
    #expect(try gradient(function, [], []) == [])
  }
}
