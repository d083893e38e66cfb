import ConcordKit

/// Puts tensors one after another into allocations of limited size.
struct Packer {
  let maximumAllocation: Int
  private(set) var sizes: [(byteCount: Int, padding: Int)] = []
  /// A place's buffer counts this packer's allocations.
  private(set) var places: [Tensor: Place] = [:]

  init(maximumAllocation: Int) { self.maximumAllocation = maximumAllocation }

  /// Places the tensors of `unit` together, in order.
  mutating func place(_ unit: [Tensor], of graph: Graph) throws(BackendError) {
    let byteCount = unit.reduce(0) {
      $0.addingReportingOverflow(MemoryAlignment.roundUp(graph[$1].type.byteCount)).partialValue
    }
    guard unit.allSatisfy({ graph[$0].type.byteCount <= maximumAllocation }), byteCount <= maximumAllocation else {
      throw BackendError(
        .outOfMemory,
        "'\(graph[unit[0]].name)' (\(graph[unit[0]].category)) needs \(byteCount) bytes in one piece, but the device "
          + "allocates at most \(maximumAllocation) at a time; choose a smaller batch or micro-batch")
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
