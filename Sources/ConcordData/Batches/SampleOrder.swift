import ConcordNumerics

/// In which order an epoch takes the samples.
public enum SampleOrder {
  /// The indices 0 … `count` − 1: shuffled anew for each epoch, or as they are.
  ///
  /// - Parameter epoch: from 0, below 2^32.
  public static func indices(count: Int, epoch: Int, seed: UInt64, shuffle: Bool) -> [Int] {
    guard shuffle else { return Array(0..<count) }
    return shuffledIndices(count: count, seed: seed, epoch: UInt32(epoch))
  }
}
