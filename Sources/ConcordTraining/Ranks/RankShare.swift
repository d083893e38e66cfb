import ConcordKit
import ConcordNumerics

/// What the shards of some ranks left, on its way to the leader.
struct RankShare {
  /// How long a rank took for how many shards.
  struct Measure {
    var rank: Int
    var shards: Int
    var seconds: Double
  }

  /// As many numbers as there are in each of the sums, and in each statistic.
  struct Layout {
    var sums: [Int]
    var statistics: [Int]
  }

  var blocks: [ShardBlock: PartialSums]
  /// Of each micro-batch, in order.
  var statistics: [RunningStatistics.Group]
  var measures: [Measure]

  init(blocks: [ShardBlock: PartialSums], statistics: [RunningStatistics.Group], measures: [Measure]) {
    (self.blocks, self.statistics, self.measures) = (blocks, statistics, measures)
  }

  /// What the ranks next to these left. Blocks that now are whole subtrees are added up.
  mutating func join(_ right: RankShare, shards count: Int) {
    blocks.merge(right.blocks) { first, _ in first }
    fold(shards: count)
    statistics += right.statistics
    measures += right.measures
  }

  mutating func fold(shards count: Int) {
    blocks = ShardTree.fold(blocks, count: count) { left, right in
      left.add(right)
      return left
    }
  }

  var message: ByteMessage {
    var message = ByteMessage()
    message.append(blocks.count)
    for (block, sums) in blocks {
      message.append(block.level)
      message.append(block.index)
      for values in sums.values { message.append(values) }
    }
    message.append(statistics.count)
    for values in statistics.joined() { message.append(values) }
    message.append(measures)
    return message
  }

  init(_ reader: inout ByteMessage.Reader, _ layout: Layout, shards count: Int) throws {
    blocks = [:]
    for _ in 0..<(try reader.count(atMost: count)) {
      let level = try reader.count(atMost: Shards.levels(of: count))
      let index = try reader.count(atMost: (count - 1) >> level)
      blocks[ShardBlock(level: level, index: index, of: count)] = PartialSums(try layout.sums.map { try reader.floats($0) })
    }
    statistics = try (0..<(try reader.count())).map { _ in try layout.statistics.map { try reader.floats($0) } }
    measures = try reader.measures()
    try reader.end()
  }
}

extension ByteMessage {
  mutating func append(_ measures: [RankShare.Measure]) {
    append(measures.count)
    for measure in measures {
      append(measure.rank)
      append(measure.shards)
      append(measure.seconds)
    }
  }
}

extension ByteMessage.Reader {
  mutating func measures() throws -> [RankShare.Measure] {
    try (0..<(try count())).map { _ in RankShare.Measure(rank: try count(), shards: try count(), seconds: try number()) }
  }
}

extension RankGroup {
  /// Brings what all ranks left to the leader: pairwise, each time to the rank on the left.
  ///
  /// - Returns: On the leader all of it; nil elsewhere.
  func collect(_ own: RankShare, _ layout: RankShare.Layout, shards: Int) throws -> RankShare? {
    var share = own
    var distance = 1
    while distance < count {
      if rank & distance != 0 {
        try send(share.message, .sums, to: rank - distance)
        return nil
      }
      if rank + distance < count {
        var reader = try receive(.sums, from: rank + distance)
        share.join(try RankShare(&reader, layout, shards: shards), shards: shards)
      }
      distance *= 2
    }
    return share
  }
}
