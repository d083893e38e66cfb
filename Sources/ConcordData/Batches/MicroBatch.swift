/// Which samples go through the device at once: a batch, or a part of one.
public struct MicroBatch: Sendable, Hashable {
  /// From 0.
  public let epoch: Int
  /// The batch's number within its epoch, from 0.
  public let step: Int
  /// The batch's number of samples. The last batch of an epoch may be smaller than the others.
  public let batchCount: Int
  /// Its own places within the batch.
  public let placesInBatch: Range<Int>
  /// Its own places within the epoch's order of samples.
  public let placesInEpoch: Range<Int>

  /// Its own number of samples. The last micro-batch of a batch may be smaller than the others.
  public var count: Int { placesInBatch.count }

  /// Whether it opens its batch.
  public var isFirst: Bool { placesInBatch.lowerBound == 0 }

  /// Whether it completes its batch.
  public var isLast: Bool { placesInBatch.upperBound == batchCount }
}
