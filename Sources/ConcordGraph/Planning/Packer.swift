import ConcordKit

/// Puts tensors into allocations of limited size.
struct Packer {
  let maximumAllocation: Int
  private(set) var sizes: [(byteCount: Int, padding: Int)] = []
  /// A place's buffer counts this packer's allocations.
  private(set) var places: [Tensor: Place] = [:]

  init(maximumAllocation: Int) { self.maximumAllocation = maximumAllocation }

  /// Places the tensors of `unit` together, in order, after all that were placed before.
  mutating func place(_ unit: [Tensor], of graph: Graph) throws(BackendError) {
    let byteCount = unit.reduce(0) {
      $0.addingReportingOverflow(MemoryAlignment.roundUp(graph[$1].type.byteCount)).partialValue
    }
    guard unit.allSatisfy({ graph[$0].type.byteCount <= maximumAllocation }), byteCount <= maximumAllocation else {
      throw tooLarge(unit[0], byteCount, graph)
    }
    if sizes.isEmpty || sizes[sizes.count - 1].byteCount > maximumAllocation - byteCount { sizes.append((0, 0)) }
    let buffer = sizes.count - 1
    for tensor in unit {
      let rounded = MemoryAlignment.roundUp(graph[tensor].type.byteCount)
      places[tensor] = Place(buffer: buffer, offset: sizes[buffer].byteCount)
      sizes[buffer].byteCount += rounded
      sizes[buffer].padding += rounded - graph[tensor].payload
    }
  }

  /// Places blocks so that those which do not live at the same time share memory. Padding is what no block ever fills.
  mutating func share(_ blocks: [ActivationBlock], of graph: Graph) throws(BackendError) {
    for block in blocks where block.byteCount > maximumAllocation || block.rounded > maximumAllocation {
      throw tooLarge(block.tensors[0], block.rounded, graph)
    }
    let packing = ReusePacking(blocks, maximumAllocation: maximumAllocation)
    var filled = packing.byteCounts.map { _ in [Range<Int>]() }
    for (block, place) in zip(blocks, packing.places) {
      filled[place.buffer].append(place.offset..<(place.offset + block.byteCount))
      for tensor in block.tensors { places[tensor] = place }
    }
    sizes = zip(packing.byteCounts, filled).map { ($0, $0 - Self.covered($1)) }
  }

  /// How many bytes lie in at least one of the ranges.
  private static func covered(_ ranges: [Range<Int>]) -> Int {
    var (count, end) = (0, 0)
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where range.upperBound > end {
      count += range.upperBound - max(end, range.lowerBound)
      end = range.upperBound
    }
    return count
  }

  private func tooLarge(_ tensor: Tensor, _ byteCount: Int, _ graph: Graph) -> BackendError {
    BackendError(
      .outOfMemory,
      "'\(graph[tensor].name)' (\(graph[tensor].category)) needs \(byteCount) bytes in one piece, but the device "
        + "allocates at most \(maximumAllocation) at a time; choose a smaller batch or micro-batch")
  }
}

extension ArenaLayout {
  /// Adds what `packer` placed, over the arenas of the same category that other phases filled: each is as large as its largest
  /// user.
  mutating func overlay(_ packer: Packer, _ category: MemoryCategory, first: Int) {
    for (index, size) in packer.sizes.enumerated() where size.byteCount > 0 {
      let arena = Arena(category: category, byteCount: size.byteCount, padding: size.padding)
      if first + index == arenas.count {
        arenas.append(arena)
      } else if arenas[first + index].byteCount < size.byteCount {
        arenas[first + index] = arena
      }
    }
    for (tensor, place) in packer.places {
      places[tensor] = Place(buffer: first + place.buffer, offset: place.offset)
    }
  }
}
