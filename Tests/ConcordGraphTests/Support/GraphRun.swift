import ConcordGraph
import ConcordKit
import ConcordReference

/// A graph on the reference, in the places that the planner gives it.
final class GraphRun {
  private let graph: Graph
  private let device: any Device
  private let layout: ArenaLayout
  private let buffers: [any DeviceBuffer]

  init(_ graph: Graph, maximumAllocation: Int? = nil) throws {
    self.graph = graph
    device = try ReferenceBackend().open(device: 0, options: [:])
    layout = try Planner.layout(graph, plan: .retain, maximumAllocation: maximumAllocation)
    let device = device
    buffers = try layout.arenas.map { try device.allocate(byteCount: $0.byteCount) }
  }

  func write(_ values: [UInt32], to tensor: Tensor) throws {
    precondition(values.count == graph[tensor].type.elementCount)
    guard let place = layout.place(of: tensor, in: graph) else { return }
    try values.withUnsafeBytes { try buffers[place.buffer].write($0, at: place.offset) }
  }

  func write(_ values: [Float], to tensor: Tensor) throws { try write(values.map(\.bitPattern), to: tensor) }
  func write(_ values: [Int32], to tensor: Tensor) throws { try write(values.map { UInt32(bitPattern: $0) }, to: tensor) }

  /// Runs nodes of the graph; all of them where nil.
  func run(_ nodes: [Node]? = nil, scalars: [String: Float] = [:]) throws {
    let program = graph.program(nodes ?? graph.nodes, layout: layout)
    try program.validate(bufferByteCounts: buffers.map(\.byteCount))
    try device.compile(program, buffers: buffers).run(graph.scalars.map { (scalars[$0.name] ?? 0).bitPattern })
  }

  /// A tensor's values, NaNs in one form.
  func bits(_ tensor: Tensor) throws -> [UInt32] {
    var values = [UInt32](repeating: 0, count: graph[tensor].type.elementCount)
    guard let place = layout.place(of: tensor, in: graph) else { return [] }
    try values.withUnsafeMutableBytes { try buffers[place.buffer].read(into: $0, at: place.offset) }
    guard graph[tensor].type.element == .float32 else { return values }
    return values.map { Float(bitPattern: $0).isNaN ? 0x7fc0_0000 : $0 }
  }

  func floats(_ tensor: Tensor) throws -> [Float] { try bits(tensor).map { Float(bitPattern: $0) } }
}
