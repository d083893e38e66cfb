/// What random numbers are drawn for: the last word of the Philox counter, so that no two uses ever share a number.
public struct RandomStream: Sendable, Hashable {
  /// The uses of random numbers in training.
  public enum Purpose: UInt32, Sendable, CaseIterable {
    /// The first values of parameters.
    case initialisation = 1
    /// The order of samples.
    case shuffle = 2
    /// Which values a dropout layer keeps.
    case dropout = 3
    /// How training images are changed.
    case augmentation = 4
  }

  /// The purpose in the top 8 bits, the index (of a layer or a parameter, say) in the low 24.
  public let word: UInt32

  /// - Parameters:
  ///   - purpose: What the numbers are for.
  ///   - index: counts the users of a purpose, such as layers; below 2^24.
  @inlinable
  public init(_ purpose: Purpose, index: Int = 0) {
    precondition(index >= 0 && index < 1 << 24, "a random stream's index must be from 0 to 16,777,215")
    word = purpose.rawValue &<< 24 | UInt32(truncatingIfNeeded: index)
  }

  /// A stream from its counter word, as a device receives it.
  @inlinable
  public init(word: UInt32) {
    self.word = word
  }
}
