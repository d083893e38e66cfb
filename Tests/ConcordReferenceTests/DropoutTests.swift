import ConcordKit
import ConcordNumerics
import ConcordTestSupport
import Testing

@Suite("dropout")
struct DropoutTests {
  /// Samples from `first` on, of a batch whose seed is 0x2_0000_0001.
  private func drop(
    _ x: [Float], samples: Int, probability: Double = 0.4, layer: Int = 0, step: UInt32 = 1, first: UInt32 = 0
  ) throws -> [Float] {
    var builder = ProgramBuilder()
    let input = builder.tensor([samples, x.count / max(samples, 1)], x)
    let scalars = [1, 2, step, first].map { builder.scalar(.uint32, $0) }
    let y = try builder.add(Dropout(probability: probability, layer: layer), [input], scalars: scalars)[0]
    return try builder.run(on: Reference.device()).floats(y)
  }

  @Test("an element is dropped where its own number of the stream is below the probability, else scaled")
  func definition() throws {
    var numbers = SeededNumbers(1)
    let x = numbers.floats(5 * 7)
    let y = try drop(x, samples: 5, probability: 0.25, layer: 3, step: 9, first: 1000)
    for (element, value) in y.enumerated() {
      // Written out from docs/numerics.md: the block's number, the word of the block, the purpose 3 above the layer.
      let number = UInt32(1000 * 7 + element)
      let block = Philox(key: SIMD2(1, 2)).block(SIMD4(number / 4, 0, 9, 3 << 24 | 3))
      let uniform = Float(block[Int(number % 4)] >> 8) / 0x1p24
      #expect(value.bitPattern == (uniform < 0.25 ? 0 : x[element] * (4 / 3 as Float)).bitPattern)
    }
  }

  @Test("the share of dropped elements is the probability, within four standard deviations", arguments: [0.1, 0.5, 0.8])
  func share(probability: Double) throws {
    let count = 20_000
    let dropped = try drop([Float](repeating: 1, count: count), samples: 4, probability: probability).count { $0 == 0 }
    let deviation = (Double(count) * probability * (1 - probability)).squareRoot()
    #expect(abs(Double(dropped) - Double(count) * probability) < 4 * deviation)
  }

  @Test("a probability of 0 keeps all as it is, one of 1 keeps nothing")
  func extremes() throws {
    let x: [Float] = [1, -0.0, .nan, .infinity, 0x1p-149, -3]
    #expect(try drop(x, samples: 2, probability: 0).bits == x.bits)
    #expect(try drop(x, samples: 2, probability: 1).bits == [Float](repeating: 0, count: 6).bits)
  }

  @Test("numbers differ from layer to layer and from step to step")
  func streams() throws {
    let x = [Float](repeating: 1, count: 200)
    let all = [try drop(x, samples: 2), try drop(x, samples: 2, layer: 1), try drop(x, samples: 2, step: 2)]
    #expect(Set(all).count == 3)
  }

  @Test("a micro-batch drops what the whole batch drops in its place", arguments: [1, 2, 3, 5])
  func microBatches(size: Int) throws {
    var numbers = SeededNumbers(4)
    let x = numbers.floats(30 * 7)
    let whole = try drop(x, samples: 30)
    for first in stride(from: 0, to: 30, by: size) {
      let part = first * 7..<(first + size) * 7
      #expect(try drop(Array(x[part]), samples: size, first: UInt32(first)).bits == Array(whole[part]).bits)
    }
  }

  @Test("no samples, and samples without elements, are left alone")
  func empty() throws { #expect(try drop([], samples: 0) == []) }
}
