import ConcordGraph
import ConcordKit

/// A graph on a device, in the places that the planner gives it.
package final class GraphRun {
  private let graph: Graph
  private let device: any Device
  private let layout: ArenaLayout
  private let buffers: [any DeviceBuffer]

  package init(_ graph: Graph, on device: any Device) throws {
    self.graph = graph
    self.device = device
    layout = try Planner.layout(graph, plan: .retain, maximumAllocation: device.info.maximumAllocationBytes)
    buffers = try layout.arenas.map { try device.allocate(byteCount: $0.byteCount) }
  }

  package func write(_ words: [UInt32], to tensor: Tensor) throws {
    precondition(words.count == graph[tensor].type.elementCount)
    guard let place = layout.place(of: tensor, in: graph) else { return }
    try buffers[place.buffer].write(words, at: place.offset)
  }

  package func write(_ values: [Float], to tensor: Tensor) throws { try write(values.map { $0.bitPattern }, to: tensor) }

  package func write(_ values: [Int32], to tensor: Tensor) throws {
    try write(values.map { UInt32(bitPattern: $0) }, to: tensor)
  }

  /// Runs nodes of the graph; all of them where nil. Scalars without a value are 0.
  ///
  /// - Throws: ``UnsupportedByBackend`` where the device does not serve them.
  package func run(_ nodes: [Node]? = nil, scalars: [String: Float] = [:]) throws {
    let nodes = nodes ?? graph.nodes
    var buffers = buffers
    // The operations run one after another and share the largest workspace.
    let sizes = try Support.workspace(of: graph.program(nodes), on: device)
    let place = Place(buffer: buffers.count, offset: 0)
    if let largest = sizes.max(), largest > 0 { buffers.append(try device.allocate(byteCount: largest)) }
    let workspaces = sizes.map { $0 == 0 ? Workspace.none : Workspace(at: place, byteCount: $0) }
    let program = graph.program(nodes, layout: layout, workspaces: workspaces)
    try program.validate(bufferByteCounts: buffers.map(\.byteCount))
    try device.compile(program, buffers: buffers).run(graph.scalars.map { (scalars[$0.name] ?? 0).bitPattern })
  }

  /// A tensor's bits, NaNs in one form.
  package func bits(_ tensor: Tensor) throws -> [UInt32] {
    let type = graph[tensor].type
    guard let place = layout.place(of: tensor, in: graph) else { return [] }
    return try buffers[place.buffer].words(count: type.elementCount, at: place.offset)
      .map { Bits.canonical($0, type.element) }
  }

  package func floats(_ tensor: Tensor) throws -> [Float] { try bits(tensor).map { Float(bitPattern: $0) } }
}
