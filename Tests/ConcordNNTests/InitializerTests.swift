import ConcordNN
import Testing

@Suite("Initialisers")
struct InitializerTests {
  @Test("fan-in values fill [-1/√n, 1/√n) evenly", arguments: [1, 64, 784])
  func bounds(_ fanIn: Int) throws {
    let bound = 1 / Double(fanIn).squareRoot()
    let values = Initializer.fanIn(fanIn).values(count: 20_000, seed: 3, parameter: 1).map(Double.init)
    // The bound itself may be rounded up by half a unit of float32.
    #expect(values.allSatisfy { abs($0) <= bound * (1 + 0x1p-23) })
    #expect(try #require(values.max()) > 0.999 * bound)
    #expect(try #require(values.min()) < -0.999 * bound)
    // A uniform distribution has the variance bound²/3 and the fourth moment bound⁴/5; five standard errors.
    let mean = values.reduce(0, +) / 20_000
    let square = values.reduce(0) { $0 + $1 * $1 } / 20_000
    let meanError = bound * (1.0 / 3 / 20_000).squareRoot()
    let squareError = bound * bound * ((1.0 / 5 - 1.0 / 9) / 20_000).squareRoot()
    #expect(abs(mean) < 5 * meanError)
    #expect(abs(square - bound * bound / 3) < 5 * squareError)
  }

  @Test("the same seed and parameter give the same values; another seed or parameter gives others")
  func determinism() {
    let initializer = Initializer.fanIn(10)
    let values = initializer.values(count: 100, seed: 1, parameter: 0)
    #expect(initializer.values(count: 100, seed: 1, parameter: 0) == values)
    #expect(initializer.values(count: 37, seed: 1, parameter: 0) == Array(values.prefix(37)))
    for other in [
      initializer.values(count: 100, seed: 2, parameter: 0), initializer.values(count: 100, seed: 1 << 32 | 1, parameter: 0),
      initializer.values(count: 100, seed: 1, parameter: 1),
    ] {
      #expect(zip(values, other).count { $0 == $1 } < 5)
    }
  }

  @Test("a constant is that constant, and no values are none")
  func constant() {
    #expect(Initializer.constant(0.5).values(count: 3, seed: 1, parameter: 0) == [0.5, 0.5, 0.5])
    #expect(Initializer.fanIn(4).values(count: 0, seed: 1, parameter: 0).isEmpty)
    #expect(Initializer.fanIn(0).values(count: 2, seed: 1, parameter: 0).allSatisfy { abs($0) <= 1 })
  }
}
