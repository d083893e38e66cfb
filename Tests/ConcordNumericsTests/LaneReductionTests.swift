import ConcordNumerics
import Testing

@Suite("64-lane reduction")
struct LaneReductionTests {
  /// The definition, word for word: all 64 lanes, all 63 steps of the tree.
  static func definition(_ values: [Float], start: Float, _ combine: (Float, Float) -> Float) -> Float {
    var lanes = [Float](repeating: start, count: 64)
    for (i, value) in values.enumerated() { lanes[i % 64] = combine(lanes[i % 64], value) }
    for width in [32, 16, 8, 4, 2, 1] {
      for i in 0..<width { lanes[i] = combine(lanes[i], lanes[i + width]) }
    }
    return lanes[0]
  }

  static func values(_ count: Int) -> [Float] {
    (0..<count).map { item in
      let word = Philox(seed: 5).word(element: UInt64(item), step: 0, stream: RandomStream(word: 0))
      return Float(bitPattern: (word & 0x807f_ffff) | (110 + (word >> 23) % 32) << 23)
    }
  }

  @Test("Sums have the bits of the definition", arguments: [0, 1, 2, 3, 10, 31, 32, 33, 63, 64, 65, 100, 127, 128, 129, 1000])
  func sums(count: Int) {
    let values = Self.values(count)
    let expected = Self.definition(values, start: 0) { $0 + $1 }
    #expect(LaneReduction.sum(count: count) { values[$0] }.bitPattern == expected.bitPattern)
    #expect(values.withUnsafeBufferPointer { LaneReduction.sum($0) }.bitPattern == expected.bitPattern)
  }

  @Test(
    "Sums of products have the bits of the definition, minus zeros of underflow included",
    arguments: [0, 1, 10, 63, 64, 65, 129])
  func products(count: Int) {
    let (a, b) = (Self.values(count), Self.values(count + 7).suffix(count).map { $0 })
    // Products of these underflow to -0, which every lane then holds.
    let (tiny, negative) = ([Float](repeating: 0x1p-100, count: count), [Float](repeating: -0x1p-100, count: count))
    for (a, b) in [(a, b), (a, a), (tiny, negative)] {
      var lanes = [Float](repeating: 0, count: 64)
      for i in 0..<count { lanes[i % 64] = lanes[i % 64].addingProduct(a[i], b[i]) }
      for width in [32, 16, 8, 4, 2, 1] {
        for i in 0..<width { lanes[i] += lanes[i + width] }
      }
      let sum = LaneReduction.sumOfProducts(count: count, { a[$0] }, { b[$0] })
      #expect(sum.bitPattern == lanes[0].bitPattern)
    }
    #expect(
      LaneReduction.sumOfProducts(count: 64, { _ in 0x1p-100 }, { _ in -0x1p-100 }).bitPattern == (-0.0 as Float).bitPattern)
    #expect(LaneReduction.sumOfProducts(count: 63, { _ in 0x1p-100 }, { _ in -0x1p-100 }).bitPattern == 0)
  }

  @Test("The order of the lanes is not the plain order")
  func order() {
    // 2^24 stands in lane 0. There 2^24 + 1 rounds back to even: lane 0 loses element 64, and at width 32 lane 32's one; then
    // it takes 2, 4, 8, 16 and 32. A plain sum loses every one.
    let values = [0x1p+24] + [Float](repeating: 1, count: 64)
    #expect(LaneReduction.sum(count: 65) { values[$0] } == 0x1p+24 + 62)
    #expect(values.reduce(0, +) == 0x1p+24)
    #expect(LaneReduction.sum(count: 2) { [0x1p+24, 1][$0] } == 0x1p+24)
  }

  @Test("A sum of nothing and a sum of −0 are +0")
  func zeros() {
    #expect(LaneReduction.sum(count: 0) { _ in 1 }.bitPattern == 0)
    for count in [1, 5, 64, 70] { #expect(LaneReduction.sum(count: count) { _ in -0.0 }.bitPattern == 0) }
  }

  @Test("The maximum is the largest element wherever it stands", arguments: [1, 7, 64, 65, 200])
  func maximum(count: Int) {
    for place in 0..<count {
      #expect(LaneReduction.maximum(count: count) { $0 == place ? -1 : Float(-2 - $0) } == -1)
      #expect(LaneReduction.maximum(count: count) { $0 == place ? .nan : Float($0) }.isNaN)
    }
    #expect(LaneReduction.maximum(count: 0) { _ in 1 } == -.infinity)
  }

  @Test("Of zeros of both signs the tree keeps the one that the definition keeps")
  func zerosOfBothSigns() {
    for word in UInt32(0)..<256 {
      let values: [Float] = (0..<8).map { word >> $0 & 1 == 1 ? -0.0 : 0 }
      let expected = Self.definition(values, start: -.infinity) { $1 > $0 || $1.isNaN ? $1 : $0 }
      #expect(LaneReduction.maximum(count: 8) { values[$0] }.bitPattern == expected.bitPattern)
    }
  }
}
