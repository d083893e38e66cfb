import ConcordGraph
import ConcordKit
import ConcordMemory

/// The memory of a planned step on its device, and transfers into and out of its tensors.
struct StepMemory {
  let ledger: Ledger
  /// What places index, with the first micro-batch.
  var buffers: [LedgerBuffer] { places[0] }
  /// The same for each micro-batch that has a place.
  let places: [[LedgerBuffer]]
  private let graph: Graph
  private let layout: ArenaLayout

  /// Allocates all of it.
  ///
  /// - Parameter limit: The most that may be asked of the device; its own memory where nil.
  init(_ planned: PlannedStep, limit: ByteCount?) throws(BackendError) {
    try self.init(
      planned.layout, of: planned.graphs.largest.graph, batchPlaces: planned.batchPlaces,
      workspace: planned.workspaceByteCount, on: planned.device, limit: limit)
  }

  /// - Parameters:
  ///   - batchPlaces: How many micro-batches have a place.
  ///   - workspace: The bytes of one more buffer behind the layout's arenas; none where 0.
  init(
    _ layout: ArenaLayout, of graph: Graph, batchPlaces: Int = 1, workspace: Int, on device: any Device, limit: ByteCount?
  ) throws(BackendError) {
    let ledger = Ledger(device: device, limit: limit?.bytes)
    var places: [[LedgerBuffer]] = [[]]
    places.reserveCapacity(batchPlaces)
    for arena in layout.arenas {
      places[0].append(try ledger.allocate(arena.category, byteCount: arena.byteCount, padding: arena.padding))
    }
    if workspace > 0 {
      let rounded = MemoryAlignment.roundUp(workspace)
      places[0].append(try ledger.allocate(.workspace, byteCount: rounded, padding: rounded - workspace))
    }
    for _ in 1..<batchPlaces {
      var other = places[0]
      for (index, arena) in layout.arenas.enumerated() where arena.category == .batch {
        other[index] = try ledger.allocate(.batch, byteCount: arena.byteCount, padding: arena.padding)
      }
      places.append(other)
    }
    self.ledger = ledger
    self.places = places
    self.graph = graph
    self.layout = layout
  }

  /// Nothing where no operation uses the tensor, which has no place then.
  ///
  /// - Parameter batchPlace: Of the micro-batch that the tensor is a part of.
  func write(_ bytes: UnsafeRawBufferPointer, to tensor: Tensor, batchPlace: Int = 0) throws(BackendError) {
    guard let place = layout.place(of: tensor, in: graph) else { return }
    try places[batchPlace][place.buffer].write(bytes, at: place.offset)
  }

  /// The first `count` elements. Waits for them.
  func read<Element>(_ tensor: Tensor, _ type: Element.Type, count: Int) throws -> [Element]
  where Element: BitwiseCopyable & Numeric {
    var values = [Element](repeating: .zero, count: count)
    guard let place = layout.place(of: tensor, in: graph) else { return values }
    try values.withUnsafeMutableBytes { try buffers[place.buffer].read(into: $0, at: place.offset) }
    return values
  }

  /// Asks for all of a tensor as what was asked for so far leaves it, and does not wait.
  func startRead(_ tensor: Tensor) throws(BackendError) -> any PendingRead {
    guard let place = layout.place(of: tensor, in: graph) else {
      throw BackendError(.internal, "'\(graph[tensor].name)' has no place; please report this")
    }
    return try buffers[place.buffer].startRead(at: place.offset, byteCount: graph[tensor].type.byteCount)
  }
}
