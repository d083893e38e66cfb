/// Shards that are a whole subtree of the tree over a batch's shards: who owns a range of shards folds each of its blocks by itself, and
/// only what the blocks leave travels.
public struct ShardBlock: Sendable, Hashable {
  /// The node that it is: its level, and its place there.
  public let level: Int
  /// Counted from 0 at its level.
  public let index: Int
  /// Its shards: 2^level of them, fewer where the batch ends.
  public let shards: Range<Int>

  /// The largest blocks that a range falls into, in order: at most 2 · ⌈log₂ count⌉.
  ///
  /// - Parameters:
  ///   - range: Any part of 0 ..< count.
  ///   - count: The shards of the batch.
  public static func blocks(of range: Range<Int>, in count: Int) -> [ShardBlock] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "shards of the batch")
    var blocks: [ShardBlock] = []
    var start = range.lowerBound
    while start < range.upperBound {
      var level = 0
      // What the batch does not have is missing in no block.
      while level < Shards.levels(of: count), start & ((2 << level) - 1) == 0,
        min(start + (2 << level), count) <= range.upperBound
      {
        level += 1
      }
      let end = min(start + (1 << level), count)
      blocks.append(ShardBlock(level: level, index: start >> level, shards: start..<end))
      start = end
    }
    return blocks
  }
}

/// The tree over a batch's shards, from blocks that together are all of it.
public enum ShardTree {
  /// The sum of all blocks.
  ///
  /// - Parameters:
  ///   - blocks: What each block left; together they are every shard once.
  ///   - count: The shards of the batch, at least 1.
  ///   - add: The left operand and the right one.
  public static func sum<Sums>(
    _ blocks: [ShardBlock: Sums], count: Int, _ add: (Sums, Sums) throws -> Sums
  ) rethrows -> Sums? {
    var nodes = [[Int: Sums]](repeating: [:], count: Shards.levels(of: count) + 1)
    for (block, sums) in blocks { nodes[block.level][block.index] = sums }
    for level in nodes.indices.dropLast() {
      for (index, left) in nodes[level] where index & 1 == 0 {
        if let right = nodes[level][index + 1] {
          nodes[level + 1][index >> 1] = try add(left, right)
        } else if (index + 1) << level >= count {
          nodes[level + 1][index >> 1] = left
        }
      }
    }
    return nodes[nodes.count - 1][0]
  }
}
