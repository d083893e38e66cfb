import ConcordNumerics

/// In which order an epoch takes the samples.
public enum SampleOrder {
  /// The indices 0 … `count` − 1: shuffled anew for each epoch, or as they are.
  ///
  /// - Parameters:
  ///   - count: How many samples there are.
  ///   - epoch: from 0, below 2^32.
  ///   - seed: What the order follows from.
  ///   - shuffle: Whether the epoch has an order of its own.
  public static func indices(count: Int, epoch: Int, seed: UInt64, shuffle: Bool) -> [Int] {
    guard shuffle else { return Array(0..<count) }
    return shuffledIndices(count: count, seed: seed, epoch: UInt32(epoch))
  }
}
