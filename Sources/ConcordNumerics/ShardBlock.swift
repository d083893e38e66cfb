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

extension ShardBlock {
  /// The node at a level of the tree over so many shards.
  public init(level: Int, index: Int, of count: Int) {
    self.init(level: level, index: index, shards: (index << level)..<min((index + 1) << level, count))
  }
}

/// The tree over a batch's shards, from blocks of it.
public enum ShardTree {
  /// Adds up what can be: blocks that stand beside each other under one node become that node's.
  ///
  /// - Parameters:
  ///   - blocks: What each block left; no shard is in two of them.
  ///   - count: The shards of the batch, at least 1.
  ///   - add: The left operand and the right one.
  /// - Returns: What is left: of a contiguous range of shards its ``ShardBlock/blocks(of:in:)``, of all of them one.
  public static func fold<Sums>(
    _ blocks: [ShardBlock: Sums], count: Int, _ add: (Sums, Sums) throws -> Sums
  ) rethrows -> [ShardBlock: Sums] {
    var nodes = [[Int: Sums]](repeating: [:], count: Shards.levels(of: count) + 1)
    for (block, sums) in blocks { nodes[block.level][block.index] = sums }
    for level in nodes.indices.dropLast() {
      for (index, left) in nodes[level] where index & 1 == 0 {
        if let right = nodes[level][index + 1] {
          nodes[level + 1][index >> 1] = try add(left, right)
          (nodes[level][index], nodes[level][index + 1]) = (nil, nil)
        } else if (index + 1) << level >= count {
          nodes[level + 1][index >> 1] = left
          nodes[level][index] = nil
        }
      }
    }
    var rest: [ShardBlock: Sums] = [:]
    for (level, sums) in nodes.enumerated() {
      for (index, sum) in sums { rest[ShardBlock(level: level, index: index, of: count)] = sum }
    }
    return rest
  }

  /// The sum of all blocks; nil where they are not all of the batch.
  public static func sum<Sums>(
    _ blocks: [ShardBlock: Sums], count: Int, _ add: (Sums, Sums) throws -> Sums
  ) rethrows -> Sums? {
    try fold(blocks, count: count, add)[ShardBlock(level: Shards.levels(of: count), index: 0, of: count)]
  }
}
