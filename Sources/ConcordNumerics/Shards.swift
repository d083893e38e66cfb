/// How a batch is cut into shards: the parts within which sums over its samples are chains, and over which they are added in one fixed tree.
///
/// The problem fixes them and no device does, so what is summed over a batch has the same bits whoever works on which shard.
/// Rule: node(0, i) is shard i's sum, node(l, i) = node(l − 1, 2i) + node(l − 1, 2i + 1); where the right one is missing, the left one
/// passes up unchanged.
public struct Shards: Sendable, Hashable {
  /// The most samples of a shard; the last of a batch may have fewer.
  public let size: Int
  /// The most shards of a batch, at least 1.
  public let count: Int

  /// The batch is one shard, whatever its size.
  public static let one = Shards(size: .max, count: 1)

  private init(size: Int, count: Int) { (self.size, self.count) = (size, count) }

  /// Shards of ⌈batchSize / asked⌉ samples, of which there may be fewer than were asked for; one shard where 1 was asked for.
  ///
  /// - Parameters:
  ///   - asked: At least 1.
  ///   - batchSize: Samples of a whole batch, at least 1. An epoch's last batch may be smaller: its shards have the same size.
  public init(_ asked: Int, ofBatch batchSize: Int) {
    precondition(asked >= 1 && batchSize >= 1, "a batch has samples, and at least one shard")
    guard asked > 1 else {
      self = .one
      return
    }
    size = (batchSize - 1) / asked + 1
    count = (batchSize - 1) / size + 1
  }

  /// The height of the tree over all shards: ⌈log₂ count⌉. So many partial sums wait at most at one time, one of each level.
  public var levels: Int { Self.levels(of: count) }

  /// ⌈log₂ count⌉, for a count of at least 1.
  public static func levels(of count: Int) -> Int { Int.bitWidth - (count - 1).leadingZeroBitCount }

  /// The shards of a batch of so many samples.
  public func count(ofBatch samples: Int) -> Int { samples == 0 ? 0 : (samples - 1) / size + 1 }

  /// The samples of each of the shards of a batch of so many samples: of all but the last, and of the last.
  public func sizes(ofBatch samples: Int) -> Set<Int> {
    Set([samples >= size ? size : 0, samples % size].filter { $0 > 0 })
  }
}

/// What follows a shard: which partial sums, kept at levels of the tree, its own is added to, and whether the result is kept.
public struct ShardEnd: Sendable, Hashable {
  /// Levels in ascending order: the sum kept at each is the left operand, what came out so far the right one.
  public let joins: [Int]
  /// Whether the result waits for what stands right of it: at the level `joins.count`. Else it is the sum over all of the shards.
  public let keeps: Bool

  /// After the shard `index` of `count`, taken in ascending order.
  public init(after index: Int, of count: Int) {
    precondition(index >= 0 && index < count, "one of the shards")
    keeps = index < count - 1
    joins =
      keeps
      ? Array(0..<(~index).trailingZeroBitCount)
      : (0..<Shards.levels(of: count)).filter { index >> $0 & 1 == 1 }
  }
}
