/// One of the numbers 0 … `bound` − 1, each equally likely, from a random word; nil for the few words that would favour some of
/// them, which are to be passed over for another word.
///
/// The high half of `word` × `bound`, where the low half is at least 2³² mod `bound` (Lemire, "Fast random integer generation in an
/// interval", 2019).
///
/// - Parameters:
///   - word: Random bits.
///   - bound: at least 1.
@inlinable @inline(__always)
public func evenDraw(_ word: UInt32, below bound: UInt32) -> Int? {
  let product = UInt64(word) &* UInt64(bound)
  let low = UInt32(truncatingIfNeeded: product)
  // The remainder is below the bound, so that it is seldom needed.
  if low < bound, low < (0 &- bound) % bound { return nil }
  return Int(product &>> 32)
}
