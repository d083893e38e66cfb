import ConcordKit

/// The documented packing (`docs/memory.md`), written from the document and apart from the planner: how many bytes blocks take, in how
/// many arenas.
struct TapePacking {
  /// By arena: its bytes, and those of them that some block fills.
  private(set) var arenas: [(byteCount: Int, filled: Int)]

  init(_ blocks: [TapeBlock], maximumAllocation: Int) {
    let bySize = blocks.sorted { ($1.byteCount, $0.first, $1.last) < ($0.byteCount, $1.first, $0.last) }
    let byLife = blocks.sorted {
      ($1.last - $1.first, $1.byteCount, $0.first) < ($0.last - $0.first, $0.byteCount, $1.first)
    }
    let byTime = blocks.sorted { ($0.first, $1.last, $1.byteCount) < ($1.first, $0.last, $0.byteCount) }
    // A block above the limit cannot be allocated; it is given a place all the same, so that its size can be told.
    let limit = max(maximumAllocation, blocks.map(\.rounded).max() ?? 0)
    arenas = []
    var least = Int.max
    for order in [bySize, byLife, byTime] {
      let placed = Self.place(order, limit)
      let total = placed.reduce(0) { $0 + ($1.map(\.end).max() ?? 0) }
      guard total < least else { continue }
      least = total
      arenas = placed.map { arena in (arena.map(\.end).max() ?? 0, Self.filled(arena)) }
    }
  }

  private struct Placed {
    let block: TapeBlock
    let start: Int
    var end: Int { start + block.rounded }
  }

  private static func place(_ blocks: [TapeBlock], _ limit: Int) -> [[Placed]] {
    var arenas: [[Placed]] = []
    for block in blocks {
      var isPlaced = false
      for number in 0... where !isPlaced {
        if number == arenas.count { arenas.append([]) }
        let others = arenas[number].filter { $0.block.first <= block.last && block.first <= $0.block.last }
        // The lowest offset is 0 or the end of another block.
        let start = ([0] + others.map(\.end)).sorted().first { start in
          others.allSatisfy { $0.end <= start || start + block.rounded <= $0.start }
        }
        if let start, start + block.rounded <= limit {
          arenas[number].append(Placed(block: block, start: start))
          isPlaced = true
        }
        if isPlaced { break }
      }
    }
    return arenas
  }

  private static func filled(_ arena: [Placed]) -> Int {
    var events: [Int: Int] = [:]
    for placed in arena {
      events[placed.start, default: 0] += 1
      events[placed.start + placed.block.byteCount, default: 0] -= 1
    }
    var (depth, from, sum) = (0, 0, 0)
    for (offset, change) in events.sorted(by: { $0.key < $1.key }) {
      if depth > 0 { sum += offset - from }
      depth += change
      from = offset
    }
    return sum
  }
}
