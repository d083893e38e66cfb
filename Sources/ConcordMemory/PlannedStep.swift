import ConcordGraph
import ConcordKit
import ConcordNN

/// A step, planned for a device: its graphs, a place for every tensor, the workspace of every operation, and the prediction. Made once, and
/// nothing of it is asked of the device again: a session takes it as it is.
public struct PlannedStep {
  /// Where it is to run.
  public let device: any Device
  /// One for each size of the micro-batches.
  public let graphs: StepGraphs
  /// Of all tensors. What an operation uses as workspace lies in one more buffer behind its arenas.
  public let layout: ArenaLayout
  /// The largest workspace of any operation.
  public let workspaceByteCount: Int
  /// How many micro-batches have a place: two on GPUs, so that one is on its way while the device is at the other.
  public let batchPlaces: Int
  /// What the memory model says, which looks at neither graphs nor places.
  public let prediction: MemoryPrediction
  /// What the device chose by trying, where it was opened so that it does.
  public let choices: [TunedChoice]
  private let workspaces: [SizedSection: [Int]]

  /// What is trained, and how.
  public var step: StepDescription { graphs.step }

  private struct SizedSection: Hashable {
    var size: Int
    var section: StepSection
  }

  /// - Throws: `invalidArgument` without a size, or for one below 1; a shape mistake; a budget of activations that cannot be kept to;
  ///   `outOfMemory` where a tensor is larger than the largest single allocation; `unsupported` where the device does not serve an operation.
  public init(_ step: StepDescription, on device: any Device) throws {
    guard !step.microBatchSizes.isEmpty, step.microBatchSizes.allSatisfy({ $0 > 0 }) else {
      throw BackendError(.invalidArgument, "a micro-batch holds at least one sample")
    }
    let limit = device.info.maximumAllocationBytes
    let graphs = try StepGraphs(step, maximumAllocation: limit)
    try self.init(
      graphs, graphs.layout(), on: device, bare: MemoryModel.predict(step, maximumAllocation: limit))
  }

  /// - Parameter bare: The prediction without workspace.
  init(
    _ graphs: StepGraphs, _ layout: ArenaLayout, on device: any Device, bare: MemoryPrediction
  ) throws(BackendError) {
    var choices: [TunedChoice] = []
    var workspaces: [SizedSection: [Int]] = [:]
    for size in graphs.sizes {
      guard let graph = graphs[size] else { continue }
      for section in graph.sections {
        let program = graph.graph.program(graph.nodes(of: section))
        // What is chosen decides how much workspace is needed.
        choices += try device.tune(program)
        workspaces[SizedSection(size: size, section: section)] = try device.declaredWorkspace(for: program)
      }
    }
    self.device = device
    self.graphs = graphs
    self.layout = layout
    self.choices = choices
    self.workspaces = workspaces
    workspaceByteCount = workspaces.values.reduce(0) { max($0, $1.max() ?? 0) }
    batchPlaces = device.info.kind == .gpu ? 2 : 1
    var prediction = bare
    for _ in 1..<batchPlaces { prediction.add(.batch, bare[.batch], padding: bare.padding[.batch, default: 0]) }
    if workspaceByteCount > 0 { prediction.add(.workspace, workspaceByteCount) }
    self.prediction = prediction
  }

  /// What a program runs, in order, and the graph that it is of.
  ///
  /// - Throws: `invalidArgument` for a size that was not planned.
  public func nodes(of program: StepProgram) throws(BackendError) -> (graph: TrainingGraph, nodes: [Node]) {
    let graph = try graph(program.count)
    return (graph, program.sections.flatMap { graph.nodes(of: $0) })
  }

  /// A program with every tensor and workspace at its place.
  ///
  /// - Throws: `invalidArgument` for a size that was not planned.
  public func program(_ program: StepProgram) throws(BackendError) -> Program {
    let (graph, nodes) = try nodes(of: program)
    let place = Place(buffer: layout.arenas.count, offset: 0)
    let byteCounts = program.sections.flatMap { workspaces[SizedSection(size: program.count, section: $0)] ?? [] }
    return graph.graph.program(
      nodes, layout: layout,
      workspaces: byteCounts.map { $0 == 0 ? Workspace.none : Workspace(at: place, byteCount: $0) })
  }

  /// The graph for micro-batches of so many samples.
  ///
  /// - Throws: `invalidArgument` where that size was not planned.
  public func graph(_ size: Int) throws(BackendError) -> TrainingGraph {
    if let graph = graphs[size] { return graph }
    let sizes = graphs.sizes.map(String.init).joined(separator: ", ")
    throw BackendError(
      .invalidArgument, "this session was made for micro-batches of \(sizes) samples, and got one of \(size)")
  }
}
