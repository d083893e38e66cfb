/// The start value of ``hashOfWords(_:from:)``: the 64-bit FNV offset basis.
public let wordHashStart: UInt64 = 0xcbf2_9ce4_8422_2325

/// FNV-1a (Fowler, Noll, Vo) in 64 bits, taking a whole word at each step. To compare results, not to protect them.
public func hashOfWords(_ words: [UInt32], from start: UInt64 = wordHashStart) -> UInt64 {
  words.reduce(start) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
}
