import ConcordGraph
import ConcordKit
import ConcordMemory

/// The memory of a planned step on its device, and transfers into and out of its tensors.
struct StepMemory {
  let ledger: Ledger
  let buffers: [LedgerBuffer]
  private let graph: Graph
  private let layout: ArenaLayout

  /// Allocates all of it.
  ///
  /// - Parameter limit: The most that may be asked of the device; its own memory where nil.
  init(_ planned: PlannedStep, limit: ByteCount?) throws(BackendError) {
    try self.init(
      planned.layout, of: planned.graphs.largest.graph, workspace: planned.workspaceByteCount, on: planned.device, limit: limit)
  }

  /// - Parameter workspace: The bytes of one more buffer behind the layout's arenas; none where 0.
  init(_ layout: ArenaLayout, of graph: Graph, workspace: Int, on device: any Device, limit: ByteCount?) throws(BackendError) {
    let ledger = Ledger(device: device, limit: limit?.bytes)
    var buffers: [LedgerBuffer] = []
    for arena in layout.arenas {
      buffers.append(try ledger.allocate(arena.category, byteCount: arena.byteCount, padding: arena.padding))
    }
    if workspace > 0 {
      let rounded = MemoryAlignment.roundUp(workspace)
      buffers.append(try ledger.allocate(.workspace, byteCount: rounded, padding: rounded - workspace))
    }
    self.ledger = ledger
    self.buffers = buffers
    self.graph = graph
    self.layout = layout
  }

  /// Nothing where no operation uses the tensor, which has no place then.
  func write(_ bytes: UnsafeRawBufferPointer, to tensor: Tensor) throws(BackendError) {
    guard let place = layout.place(of: tensor, in: graph) else { return }
    try buffers[place.buffer].write(bytes, at: place.offset)
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
