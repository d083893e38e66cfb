import ConcordNumerics
import Testing

@Suite("Shards")
struct ShardsTests {
  /// The tree as `docs/numerics.md` defines it, written out in brackets.
  fileprivate func node(_ level: Int, _ index: Int, of count: Int) -> String {
    guard level > 0 else { return "\(index)" }
    let left = node(level - 1, 2 * index, of: count)
    // The first shard of the right half.
    guard (2 * index + 1) << (level - 1) < count else { return left }
    return "(\(left)+\(node(level - 1, 2 * index + 1, of: count)))"
  }

  @Test("shards that end one after another, their sums kept and joined, come to the tree, with one sum kept at each level")
  func tree() {
    for count in 1...130 {
      let levels = Shards.levels(of: count)
      var kept = [String?](repeating: nil, count: levels)
      var root = ""
      for index in 0..<count {
        let end = ShardEnd(after: index, of: count)
        var sum = "\(index)"
        for level in end.joins {
          guard let left = kept[level] else {
            Issue.record("\(count) shards: nothing is kept at level \(level) after shard \(index)")
            return
          }
          sum = "(\(left)+\(sum))"
          kept[level] = nil
        }
        #expect(end.keeps == (index < count - 1))
        if end.keeps {
          #expect(end.joins == Array(0..<end.joins.count) && kept[end.joins.count] == nil)
          kept[end.joins.count] = sum
        } else {
          root = sum
        }
      }
      #expect(root == node(levels, 0, of: count) && kept.allSatisfy { $0 == nil })
    }
  }

  @Test("a batch has shards of equal size, of which the last may be smaller and some absent")
  func sizes() {
    #expect(Shards(1, ofBatch: 10) == .one)
    let three = Shards(3, ofBatch: 10)
    #expect(three.size == 4 && three.count == 3 && three.levels == 2)
    #expect(three.count(ofBatch: 9) == 3 && three.count(ofBatch: 8) == 2 && three.count(ofBatch: 1) == 1)
    #expect(three.sizes(ofBatch: 10) == [4, 2] && three.sizes(ofBatch: 8) == [4] && three.sizes(ofBatch: 3) == [3])
    // Six shards of two samples would be more than there are.
    #expect(Shards(6, ofBatch: 10).count == 5)
    #expect(Shards.one.count(ofBatch: 10) == 1 && Shards.one.sizes(ofBatch: 10) == [10] && Shards.one.levels == 0)
  }
}

extension ShardsTests {
  @Test("any range of shards falls into few blocks, and blocks of any division come to the tree")
  func blocks() throws {
    var random = SystemRandomNumberGenerator()
    for count in 1...40 {
      let levels = Shards.levels(of: count)
      for workers in 1...6 {
        let cuts = [0] + (1..<workers).map { _ in Int.random(in: 0...count, using: &random) }.sorted() + [count]
        var sums: [ShardBlock: String] = [:]
        for (start, end) in zip(cuts, cuts.dropFirst()) {
          let blocks = ShardBlock.blocks(of: start..<end, in: count)
          #expect(blocks.flatMap { Array($0.shards) } == Array(start..<end))
          #expect(blocks.count <= max(1, 2 * levels))
          for block in blocks { sums[block] = node(block.level, block.index, of: count) }
        }
        let sum = try #require(ShardTree.sum(sums, count: count) { "(\($0)+\($1))" })
        #expect(sum == node(levels, 0, of: count), "\(count) shards cut at \(cuts)")
      }
    }
  }
}
