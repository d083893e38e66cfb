/// A random order of the indices 0 … `count` − 1, the same for the same seed and epoch.
///
/// Fisher and Yates' shuffle from the last place down; place i is exchanged with a place drawn evenly from 0 … i. The
/// draws are the words of elements 0, 1, 2 … of the shuffle stream, with the epoch as step.
///
/// - Parameters:
///   - count: at most 2^32 − 1.
///   - seed: What the order follows from.
///   - epoch: Each has an order of its own.
public func shuffledIndices(count: Int, seed: UInt64, epoch: UInt32) -> [Int] {
  precondition(count >= 0 && count <= Int(UInt32.max), "a shuffle takes 0 to 4,294,967,295 indices")
  var indices = Array(0..<count)
  guard count > 1 else { return indices }
  let philox = Philox(seed: seed)
  let stream = RandomStream(.shuffle)
  var words = SIMD4<UInt32>()
  var drawn: UInt64 = 0

  func nextWord() -> UInt32 {
    if drawn & 3 == 0 { words = philox.block(drawn &>> 2, step: epoch, stream: stream) }
    defer { drawn &+= 1 }
    return words[Int(drawn & 3)]
  }

  for last in stride(from: count - 1, to: 0, by: -1) {
    let bound = UInt32(truncatingIfNeeded: last + 1)
    var place = evenDraw(nextWord(), below: bound)
    while place == nil { place = evenDraw(nextWord(), below: bound) }
    if let place { indices.swapAt(last, place) }
  }
  return indices
}
