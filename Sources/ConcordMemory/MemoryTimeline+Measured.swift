import ConcordGraph
import ConcordKit
import ConcordNN

extension MemoryTimeline {
  /// What a program that is about to run uses, from the places of its tensors.
  ///
  /// - Parameters:
  ///   - graph: What was run.
  ///   - layout: Of the graph's tensors.
  ///   - batchPlaces: How many micro-batches have a place.
  ///   - workspaceByteCount: What was allocated for workspaces.
  public init(measured graph: TrainingGraph, layout: ArenaLayout, batchPlaces: Int = 1, workspaceByteCount: Int = 0) {
    var constant: [MemoryCategory: Int] = [:]
    for category in MemoryCategory.allCases where category != .activations {
      constant[category] = layout.arenas.reduce(0) { $0 + ($1.category == category ? $1.byteCount : 0) }
    }
    constant[.batch] = constant[.batch, default: 0] * batchPlaces
    constant[.workspace] = MemoryAlignment.roundUp(workspaceByteCount)
    self.init(measured: graph, layout: layout, constant: constant)
  }

  /// - Parameter constant: The bytes of all categories but activations.
  init(measured graph: TrainingGraph, layout: ArenaLayout, constant: [MemoryCategory: Int]) {
    let nodes = graph.gradient(continuing: false) + graph.fold
    let live = Self.liveBytes(graph.graph.program(nodes, layout: layout)) { place in
      layout.arenas.indices.contains(place.buffer) && layout.arenas[place.buffer].category == .activations
    }
    let entries = zip(nodes, live).map { node, byteCount in
      Entry(
        operation: node.name, layer: node.layer, pass: node.pass, bytes: constant.merging([.activations: byteCount]) { $1 })
    }
    self.init(entries, update: constant)
  }

  /// For each operation the bytes in places that hold what was written and will be read.
  private static func liveBytes(_ program: Program, counts: (Place) -> Bool) -> [Int] {
    struct Slot: Hashable {
      let place: Place
      let byteCount: Int
    }
    func slots(_ tensors: [Int]) -> [Slot] {
      tensors.map { program.tensors[$0] }.filter { counts($0.place) && $0.type.byteCount > 0 }
        .map { Slot(place: $0.place, byteCount: MemoryAlignment.roundUp($0.type.byteCount)) }
    }
    // Backwards: a place is in use from the operation that writes it to the last that reads what was written.
    var live: Set<Slot> = []
    var result: [Int] = []
    for operation in program.operations.reversed() {
      let (read, written) = (Set(slots(operation.inputs)), Set(slots(operation.outputs)))
      live.formUnion(read)
      live.formUnion(written)
      result.append(live.reduce(0) { $0 + $1.byteCount })
      live.subtract(written.subtracting(read))
    }
    return result.reversed()
  }
}
