import ConcordKit

/// Places for blocks of which only some live at the same time.
///
/// In each of several orders, every block takes the lowest offset of the first arena in which it overlaps no block that was placed
/// before and lives with it. The order with the fewest bytes in all wins; of equal ones the first.
struct ReusePacking {
  /// By block.
  let places: [Place]
  /// By arena.
  let byteCounts: [Int]

  private var total: Int { byteCounts.reduce(0, +) }

  /// - Parameter maximumAllocation: At least the largest block.
  init(_ blocks: [ActivationBlock], maximumAllocation: Int) {
    let candidates = Self.orders(blocks).map { Self(blocks, in: $0, maximumAllocation) }
    // An empty list of blocks has orders too.
    self = candidates.dropFirst().reduce(candidates[0]) { $1.total < $0.total ? $1 : $0 }
  }

  private static func orders(_ blocks: [ActivationBlock]) -> [[Int]] {
    func sorted(_ key: (ActivationBlock) -> [Int]) -> [Int] {
      let keys = blocks.map(key)
      return blocks.indices.sorted { keys[$0].lexicographicallyPrecedes(keys[$1]) }
    }
    return [
      sorted { [-$0.byteCount, $0.first, -$0.last] },
      sorted { [$0.first - $0.last, -$0.byteCount, $0.first] },
      sorted { [$0.first, -$0.last, -$0.byteCount] },
    ]
  }

  private init(_ blocks: [ActivationBlock], in order: [Int], _ maximumAllocation: Int) {
    var places = [Place](repeating: .none, count: blocks.count)
    /// By arena: the blocks in it, by offset.
    var arenas: [[Int]] = []
    for number in order {
      let block = blocks[number]
      var buffer = 0
      var offset: Int?
      while offset == nil {
        if buffer == arenas.count { arenas.append([]) }
        var end = 0
        for other in arenas[buffer] where blocks[other].livesWith(block) {
          if places[other].offset - end >= block.rounded { break }
          end = max(end, places[other].offset + blocks[other].rounded)
        }
        if end <= maximumAllocation - block.rounded { offset = end } else { buffer += 1 }
      }
      places[number] = Place(buffer: buffer, offset: offset ?? 0)
      let position = arenas[buffer].firstIndex { places[$0].offset > places[number].offset } ?? arenas[buffer].count
      arenas[buffer].insert(number, at: position)
    }
    self.places = places
    byteCounts = arenas.map { $0.reduce(0) { max($0, places[$1].offset + blocks[$1].rounded) } }
  }
}
