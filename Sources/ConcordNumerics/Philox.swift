/// The counter-based generator Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3"
/// (SC 2011).
///
/// A number is a function of its counter and key alone, so any device can draw any element's number in any order.
public struct Philox: Sendable, Hashable {
  /// Key words: the seed's low and high half.
  public let key: SIMD2<UInt32>

  /// The generator of this key.
  @inlinable
  public init(key: SIMD2<UInt32>) {
    self.key = key
  }

  /// The generator whose key is the two halves of `seed`.
  @inlinable
  public init(seed: UInt64) {
    self.init(key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed &>> 32)))
  }

  /// The four words at a counter.
  @inlinable @inline(__always)
  public func block(_ counter: SIMD4<UInt32>) -> SIMD4<UInt32> {
    var (c0, c1, c2, c3) = (counter.x, counter.y, counter.z, counter.w)
    var (k0, k1) = (key.x, key.y)
    for _ in 0..<10 {
      let p0 = UInt64(0xd251_1f53) &* UInt64(c0)
      let p1 = UInt64(0xcd9e_8d57) &* UInt64(c2)
      c0 = UInt32(truncatingIfNeeded: p1 &>> 32) ^ c1 ^ k0
      c1 = UInt32(truncatingIfNeeded: p1)
      c2 = UInt32(truncatingIfNeeded: p0 &>> 32) ^ c3 ^ k1
      c3 = UInt32(truncatingIfNeeded: p0)
      k0 = k0 &+ 0x9e37_79b9
      k1 = k1 &+ 0xbb67_ae85
    }
    return SIMD4(c0, c1, c2, c3)
  }

  /// The block that holds the words of elements 4 `index` … 4 `index` + 3: counter = (index low, index high, step, stream).
  @inlinable @inline(__always)
  public func block(_ index: UInt64, step: UInt32, stream: RandomStream) -> SIMD4<UInt32> {
    block(
      SIMD4(UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index &>> 32), step, stream.word))
  }

  /// The word of one element: word `element` mod 4 of block `element` / 4.
  @inlinable @inline(__always)
  public func word(element: UInt64, step: UInt32, stream: RandomStream) -> UInt32 {
    block(element &>> 2, step: step, stream: stream)[Int(truncatingIfNeeded: element & 3)]
  }

  /// One element's uniform number in [0, 1), a multiple of 2^−24.
  @inlinable @inline(__always)
  public func uniform(element: UInt64, step: UInt32, stream: RandomStream) -> Float {
    Philox.uniform(word(element: element, step: step, stream: stream))
  }

  /// A word's top 24 bits × 2^−24.
  @inlinable @inline(__always)
  public static func uniform(_ word: UInt32) -> Float {
    Float(word &>> 8) * 0x1p-24
  }

  /// Draws the uniform numbers of elements 0, 1, 2 … into `output`.
  @inlinable
  public func fillUniform(_ output: UnsafeMutableBufferPointer<Float>, step: UInt32, stream: RandomStream) {
    var element = 0
    while element < output.count {
      let words = block(UInt64(element &>> 2), step: step, stream: stream)
      for i in 0..<min(4, output.count &- element) { output[element &+ i] = Philox.uniform(words[i]) }
      element &+= 4
    }
  }
}
