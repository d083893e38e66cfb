import ConcordGraph
import ConcordKit
import ConcordNumerics

/// All that a model does on a device, for micro-batches of one size: training, update and evaluation, on shared tensors.
///
/// Graphs of one model that differ only in the micro-batch's size declare the same tensors in the same order, so a smaller one
/// can run in the places of a larger one.
public struct TrainingGraph: Sendable {
  /// The operations.
  public private(set) var graph: Graph
  /// How many samples it is for.
  public let microBatch: Int
  /// The forward operations at which segments start whose activations are computed again in the backward pass, but for the last.
  public let cuts: [Int]
  /// The model's parameters, in order.
  public let parameters: [Parameter]
  /// Of the parameters, in their order.
  public let gradients: [Tensor]
  /// What layers keep from step to step without learning it.
  public let state: [Parameter]
  /// What waits while the shards of a batch are added up: ``sums`` once more for each level of the tree over them.
  public let keptSums: [[Tensor]]
  /// In the order in which they are updated.
  public let updateGroups: [UpdateGroup]
  /// Those of the model: [N, C, H, W], or what else it takes.
  public let inputs: [Tensor]
  /// For each output of the model what is computed of it.
  public let outputs: [Output]

  /// Parameters that are updated in one launch.
  public struct UpdateGroup: Sendable {
    /// The parameters that it lies over, in order.
    public let members: [Parameter]
    /// A flat tensor for each of the optimizer's ``Optimizer/stateNames``, laid out as the parameters are: each member's values from
    /// a multiple of the alignment on.
    public let state: [Tensor]
  }

  /// One output of the model.
  public struct Output: Sendable {
    /// What its loss compares it with: [N, …].
    public let target: Tensor
    /// What its targets count in the mean over a batch.
    public let weight: TargetWeight
    /// The run scalar 1/W, W being the weight of the whole batch's targets.
    public let lossScale: RunScalar
    /// [1]: the sum of the samples' losses.
    public let lossTotal: Tensor
    /// i32 [1]: how many samples of the evaluation are classified correctly. Only of logits with a label for each sample.
    public let correctCount: Tensor?
    /// [N, …]: of the evaluation. It stays until the evaluation has ended.
    public let evaluated: Tensor
  }

  /// The running statistics that a forward pass moves, where the step is shared: each micro-batch leaves its own in them.
  public let statistics: [Statistic]
  private let gradientNodes: Range<Int>
  private let foldNodes: Range<Int>
  private let updateNodes: Range<Int>
  private let evaluationNodes: Range<Int>
  private let shardNodes: [StepSection: Range<Int>]

  /// What is summed over a batch: a flat tensor over the gradients of each update group, and the loss total of each output.
  public let sums: [Tensor]

  /// - Parameters:
  ///   - model: What is trained.
  ///   - microBatch: Samples on the device at once.
  ///   - optimizer: What changes the parameters.
  ///   - loss: What is made smaller.
  ///   - clipNorm: Before an update, gradients are scaled so that the norm of all of them together is at most this; not where nil.
  ///   - maximumAllocation: The device's largest single allocation: parameters are updated in as few launches as it allows.
  ///   - shards: What a batch is cut into.
  ///   - isShared: Whether micro-batches of one step may be on several devices.
  ///   - checkpoints: What the backward pass computes again.
  public init(
    _ model: Model, microBatch: Int, optimizer: any Optimizer, loss: any OutputLosses = CrossEntropy(), clipNorm: Double? = nil,
    maximumAllocation: Int? = nil, shards: Shards = .one,
    isShared: Bool = false, checkpoints: Checkpoints = .none
  ) throws(GraphError) {
    var graph = Graph()
    let inputs = model.declareInputs(batchSize: microBatch, in: &graph)
    let losses = try LossGraph(loss, of: model, samples: microBatch, in: &graph)

    var context = ModelContext(graph)
    let logits = try model.logits(of: inputs, in: &context)
    graph = context.graph
    let (parameters, state) = (context.parameters, context.state)
    try losses.append(to: &graph, outputs: logits)
    var gradients: [Tensor: Tensor] = [:]
    for parameter in parameters {
      gradients[parameter.tensor] = graph.declare(parameter.name + ".gradient", TensorType(parameter.shape), .gradients)
    }
    try Differentiation.append(to: &graph, parameterGradients: gradients)
    graph.fuse()
    cuts = try checkpoints.apply(to: &graph)
    let nodeCount = graph.nodes.count
    gradientNodes = 0..<(graph.nodes.firstIndex { $0.pass == .fold } ?? nodeCount)
    foldNodes = gradientNodes.upperBound..<nodeCount

    graph.layer = "optimizer"
    graph.pass = .update
    var clipFactor: Tensor?
    if let clipNorm {
      let factor = graph.declare("clip factor", TensorType([1]), .state)
      // Each parameter's gradient by itself: neither padding nor how parameters are grouped can change a bit.
      try graph.apply(
        ClipFactor(maximumNorm: clipNorm), to: parameters.compactMap { gradients[$0.tensor] }, into: [factor])
      clipFactor = factor
    }
    var updateGroups: [UpdateGroup] = []
    var sums: [Tensor] = []
    for (number, group) in Self.groups(of: parameters, maximumAllocation: maximumAllocation ?? Int.max).enumerated() {
      let members = group.map(\.tensor)
      let flatParameters = graph.span("parameters \(number)", over: members)
      let flatGradients = graph.span("gradients \(number)", over: members.compactMap { gradients[$0] })
      sums.append(flatGradients)
      if let clipFactor { try graph.apply(Scale(), to: [flatGradients, clipFactor], into: [flatGradients]) }
      let (type, payload) = (graph[flatParameters].type, graph[flatParameters].payload)
      let moments = optimizer.stateNames.indices.map { index in
        graph.declare("\(optimizer.name) state \(number).\(index)", type, .optimizer, payload: payload)
      }
      try optimizer.appendUpdate(of: flatParameters, gradients: flatGradients, state: moments, to: &graph)
      updateGroups.append(UpdateGroup(members: group, state: moments))
    }
    updateNodes = foldNodes.upperBound..<graph.nodes.count
    sums += losses.totals
    (keptSums, shardNodes) = try Self.appendShards(levels: shards.levels, of: sums, to: &graph)
    self.sums = sums
    let evaluationStart = graph.nodes.count

    // What evaluation shares with training are tensors, not operations.
    graph.phase = .evaluation
    graph.pass = .forward
    var evaluation = ModelContext(graph, known: parameters + state)
    let evaluated = try model.logits(of: inputs, in: &evaluation)
    graph = evaluation.graph
    for output in evaluated { graph.keep(output) }
    try losses.append(to: &graph, outputs: evaluated)
    graph.fuse(from: evaluationStart)
    evaluationNodes = evaluationStart..<graph.nodes.count

    statistics = isShared ? try Self.statistics(of: graph, graph.nodes[gradientNodes], state) : []
    self.graph = graph
    self.microBatch = microBatch
    self.parameters = parameters
    self.gradients = parameters.compactMap { gradients[$0.tensor] }
    self.state = state
    self.updateGroups = updateGroups
    self.inputs = inputs
    outputs = losses.outputs(evaluated)
  }

  /// The forward and backward pass of one micro-batch.
  ///
  /// - Parameter continuing: Adds to the gradients and the loss total of the micro-batches before; otherwise starts anew.
  public func gradient(continuing: Bool) -> [Node] {
    let nodes = graph.nodes[gradientNodes].map(measuring)
    return continuing ? nodes.map { accumulatesAcrossMicroBatches($0) ? $0.accumulating() : $0 } : nodes
  }

  /// What follows the last micro-batch of a shard: the uses of each parameter are added, in the order of the forward pass. Nothing for
  /// a model that uses each parameter once.
  public var fold: [Node] { Array(graph.nodes[foldNodes]) }

  /// The optimizer's update of all parameters.
  public var update: [Node] { Array(graph.nodes[updateNodes]) }

  /// Operations of the tree over the shards.
  func shardNodes(of section: StepSection) -> [Node] { shardNodes[section].map { Array(graph.nodes[$0]) } ?? [] }

  /// The forward pass of one micro-batch, with the loss total and the count of correct samples.
  public func evaluation(continuing: Bool) -> [Node] {
    let nodes = Array(graph.nodes[evaluationNodes])
    return continuing ? nodes.map { accumulatesAcrossMicroBatches($0) ? $0.accumulating() : $0 } : nodes
  }

  /// Whether results of a sample depend on those beside it in the micro-batch, so that another micro-batch gives other bits.
  public var couplesSamples: Bool { graph.couplesSamples(samples: microBatch) }

  private func accumulatesAcrossMicroBatches(_ node: Node) -> Bool {
    node.outputs.contains { [.gradients, .state].contains(graph[$0].category) }
  }

  /// Parameters in order, in groups that fit into one allocation.
  private static func groups(of parameters: [Parameter], maximumAllocation: Int) -> [[Parameter]] {
    var groups: [[Parameter]] = []
    var byteCount = 0
    for parameter in parameters {
      let size = MemoryAlignment.roundUp(TensorType(parameter.shape).byteCount)
      if groups.isEmpty || byteCount > maximumAllocation - size {
        groups.append([])
        byteCount = 0
      }
      groups[groups.count - 1].append(parameter)
      byteCount += size
    }
    return groups
  }
}
