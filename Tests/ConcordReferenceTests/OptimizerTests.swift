import ConcordKit
import ConcordTestSupport
import Foundation
import Testing

@Suite("sgd, adam")
struct OptimizerTests {
  @Test("sgd is one fused step against the gradient")
  func sgd() throws {
    #expect(try Reference.run(SGDUpdate(), [([3], [1, 2, 3]), ([3], [2, -2, 0])], scalars: [0.5]) == [[0, 3, 3]])
    // 1 + 2^-11 - (1 + 2^-12)^2 = -2^-24, which a rounded product would lose.
    let x: Float = 1 + 0x1p-12
    #expect(try Reference.run(SGDUpdate(), [([1], [1 + 0x1p-11]), ([1], [x])], scalars: [x]) == [[-0x1p-24]])
  }

  @Test("the first step of adam is one step size against the gradient's sign")
  func adamFirstStep() throws {
    // Exact in binary: beta1 = 1/2, beta2 = 3/4, epsilon = 0, g = 4: m = 2, v = 4, √v / √(1 − 3/4) = 4,
    // p = 1 − (lr / (1 − 1/2)) × 2 / 4 = 1 − lr.
    let adam = AdamUpdate(beta1: 0.5, beta2: 0.75, epsilon: 0)
    let lr: Float = 0.125
    let outputs = try Reference.run(
      adam, [([1], [1]), ([1], [4]), ([1], [0]), ([1], [0])], scalars: [lr / 0.5, 0.5])
    #expect(outputs == [[0.875], [2], [4]])
  }

  @Test("a gradient of zero leaves parameters and moments at rest")
  func adamAtRest() throws {
    let outputs = try Reference.run(
      AdamUpdate(), [([2], [1, -2]), ([2], [0, 0]), ([2], [0, 0]), ([2], [0, 0])], scalars: [0.01, 0.0316])
    #expect(outputs == [[1, -2], [0, 0], [0, 0]])
  }

  @Test("many steps of adam stay near the algorithm in binary64")
  func adamNear() throws {
    var seed = SeededNumbers(21)
    let (count, steps, lr) = (50, 40, 1e-2)
    var p = seed.floats(count)
    var (m, v) = ([Float](repeating: 0, count: count), [Float](repeating: 0, count: count))
    var exactP = p.map(Double.init)
    var (exactM, exactV) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
    for t in 1...steps {
      let g = seed.floats(count)
      let (first, second) = (1 - Foundation.pow(0.9, Double(t)), 1 - Foundation.pow(0.999, Double(t)))
      let outputs = try Reference.run(
        AdamUpdate(), [([count], p), ([count], g), ([count], m), ([count], v)],
        scalars: [Float(lr / first), Float(second.squareRoot())])
      (p, m, v) = (outputs[0], outputs[1], outputs[2])
      for i in 0..<count {
        let g = Double(g[i])
        exactM[i] = 0.9 * exactM[i] + 0.1 * g
        exactV[i] = 0.999 * exactV[i] + 0.001 * g * g
        exactP[i] -= lr * (exactM[i] / first) / ((exactV[i] / second).squareRoot() + 1e-8)
      }
    }
    for i in 0..<count { #expect(abs(Double(p[i]) - exactP[i]) < 2e-5) }
  }

  @Test("each line of adam is rounded as written")
  func adamOrder() throws {
    var seed = SeededNumbers(22)
    let count = 200
    let (p, g, m) = (seed.floats(count), seed.floats(count), seed.floats(count))
    let v = seed.floats(count).map(abs)
    let outputs = try Reference.run(
      AdamUpdate(), [([count], p), ([count], g), ([count], m), ([count], v)], scalars: [0.003, 0.7])
    for i in 0..<count {
      let newM = fmaf(Float(0.9), m[i], Float(0.1) * g[i])
      let newV = fmaf(Float(0.999), v[i], (Float(0.001) * g[i]) * g[i])
      let denominator = sqrtf(newV) / Float(0.7) + Float(1e-8)
      let expected = [p[i] - (Float(0.003) * newM) / denominator, newM, newV]
      #expect(outputs.map { $0[i] }.bits == expected.bits)
    }
  }
}
