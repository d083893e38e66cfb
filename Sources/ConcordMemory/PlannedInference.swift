import ConcordGraph
import ConcordKit
import ConcordNN

/// A model's forward pass, planned for a device: as ``PlannedStep`` plans a step.
public struct PlannedInference {
  /// What is asked.
  public let model: Model
  /// Where it is to run.
  public let device: any Device
  /// How activations share places.
  public let plan: MemoryPlan
  /// The operations.
  public let graph: InferenceGraph
  /// Of all tensors. What an operation uses as workspace lies in one more buffer behind its arenas.
  public let layout: ArenaLayout
  /// Bytes of the largest need of one operation.
  public let workspaceByteCount: Int
  /// What the memory model says, which looks at neither graph nor places.
  public let prediction: MemoryPrediction
  private let workspaces: [Part: [Int]]

  /// What runs together.
  public enum Part: CaseIterable, Sendable {
    /// From the inputs to the logits.
    case forward
    /// From the logits to the probabilities.
    case probabilities
  }

  /// - Parameters:
  ///   - model: What is asked.
  ///   - size: The samples on the device at a time, at least 1.
  ///   - plan: `checkpoint` is `reuse` here: nothing is kept that could be computed again.
  ///   - device: Where it is to run.
  /// - Throws: `invalidArgument` for a size below 1; a shape mistake; `outOfMemory` where a tensor is larger than the largest single
  ///   allocation; `unsupported` where the device does not serve an operation.
  public init(_ model: Model, size: Int, plan: MemoryPlan = .reuse, on device: any Device) throws {
    guard size > 0 else {
      throw BackendError(.invalidArgument, "a session for inference takes at least one sample at a time, not \(size)")
    }
    let limit = device.info.maximumAllocationBytes
    let graph = try InferenceGraph(model, size: size)
    var workspaces: [Part: [Int]] = [:]
    for part in Part.allCases {
      let program = graph.graph.program(graph.nodes(of: part))
      _ = try device.tune(program)
      workspaces[part] = try device.declaredWorkspace(for: program)
    }
    layout = try Planner.layout(graph.graph, plan: plan, maximumAllocation: limit)
    workspaceByteCount = workspaces.values.reduce(0) { max($0, $1.max() ?? 0) }
    prediction = try MemoryModel.predictInference(
      model, size: size, plan: plan, maximumAllocation: limit, workspace: workspaceByteCount)
    self.model = model
    self.device = device
    self.plan = plan
    self.graph = graph
    self.workspaces = workspaces
  }

  /// A part with every tensor and workspace at its place.
  public func program(_ part: Part) -> Program {
    let place = Place(buffer: layout.arenas.count, offset: 0)
    return graph.graph.program(
      graph.nodes(of: part), layout: layout,
      workspaces: (workspaces[part] ?? []).map { $0 == 0 ? Workspace.none : Workspace(at: place, byteCount: $0) })
  }
}

extension InferenceGraph {
  func nodes(of part: PlannedInference.Part) -> [Node] {
    switch part {
    case .forward: forward
    case .probabilities: softmax
    }
  }
}
