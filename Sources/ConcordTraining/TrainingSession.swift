import ConcordGraph
import ConcordKit
import ConcordMemory
import ConcordNN

/// A model on a device, ready to train: everything allocated, everything compiled on first use.
///
/// A step is one or more micro-batches; its result does not depend on how many, unless the model has batch normalisation, whose
/// group is the micro-batch.
public final class TrainingSession {
  public let model: Model
  public let device: any Device
  public let ledger: Ledger
  public let optimizer: any Optimizer
  public let loss: any OutputLosses
  public let schedule: LearningRateSchedule
  /// The norm to which gradients are clipped, if they are.
  public let clipNorm: Double?
  public let plan: MemoryPlan
  /// What the activations keep to under the plan `checkpoint`, where given: bytes.
  public let activationBudget: Int?
  /// The largest micro-batch.
  public let microBatch: Int
  /// What the memory model said before anything was allocated.
  public let prediction: MemoryPrediction
  public var parameters: [Parameter] { graph.parameters }
  /// What the model's layers keep from step to step without learning it, such as running statistics.
  public var state: [Parameter] { graph.state }

  let graph: TrainingGraph
  private let layout: ArenaLayout
  private let buffers: [LedgerBuffer]
  private let workspace: Workspace
  private let seed: UInt64
  /// Of the targets of the last step's batch, by output.
  private var stepWeights: [Double] = []
  /// Of the targets of an evaluation so far, by output.
  private(set) var evaluationWeights: [Double] = []
  private var graphs: [Int: TrainingGraph] = [:]
  private var programs: [ProgramKind: any CompiledProgram] = [:]

  private enum ProgramKind: Hashable {
    case training(count: Int, continuing: Bool, updating: Bool)
    case evaluation(count: Int, continuing: Bool)
  }

  /// - Parameters:
  ///   - microBatchSizes: The sizes that will be run; the largest decides the memory.
  ///   - schedule: Of the learning rate.
  ///   - clipNorm: Before an update, gradients are scaled so that the norm of all of them together is at most this; not where nil.
  ///   - activationBudget: Bytes of the arenas of activations, padding included, that the plan `checkpoint` keeps to.
  ///   - seed: Of all random numbers: the initial parameters, and what layers draw.
  ///   - memoryLimit: The most that may be asked of the device; its own memory where nil.
  /// - Throws: `outOfMemory`, before anything is allocated, where the prediction is more than that or the device's memory.
  public init(
    _ model: Model, on device: any Device, optimizer: any Optimizer, loss: any OutputLosses = CrossEntropy(),
    schedule: LearningRateSchedule = .constant, clipNorm: Double? = nil, microBatchSizes: Set<Int>, seed: UInt64,
    plan: MemoryPlan = .retain, activationBudget: Int? = nil, memoryLimit: ByteCount? = nil
  ) throws {
    let limit = device.info.maximumAllocationBytes
    guard let largest = microBatchSizes.max(), microBatchSizes.allSatisfy({ $0 > 0 }) else {
      throw BackendError(.invalidArgument, "a micro-batch holds at least one sample")
    }
    func makeGraph(_ size: Int, _ checkpoints: Checkpoints) throws(GraphError) -> TrainingGraph {
      try TrainingGraph(
        model, microBatch: size, optimizer: optimizer, loss: loss, clipNorm: clipNorm, maximumAllocation: limit,
        checkpoints: checkpoints)
    }
    let graph = try TrainingGraph.planned(plan, activationBudget: activationBudget, maximumAllocation: limit) {
      checkpoints throws(GraphError) in try makeGraph(largest, checkpoints)
    }
    graphs[largest] = graph
    // The same operations on fewer samples, so that they can run in the largest's places.
    for size in microBatchSizes where size != largest { graphs[size] = try makeGraph(size, .cuts(graph.cuts)) }
    var workspaceBytes = 0
    for graph in graphs.values {
      workspaceBytes = max(workspaceBytes, try MemoryModel.declaredWorkspace(of: graph, on: device))
    }
    prediction = try MemoryModel.predict(
      model, microBatch: largest, optimizer: optimizer, loss: loss, clipNorm: clipNorm, plan: plan,
      activationBudget: activationBudget, maximumAllocation: limit, workspace: workspaceBytes)
    let layout = try Planner.layout(graph.graph, plan: plan, maximumAllocation: limit)
    workspace = Workspace(at: Place(buffer: layout.arenas.count, offset: 0), byteCount: workspaceBytes)
    if let budget = MemoryBudget.of(device.info, limit: memoryLimit), prediction.total > budget.total {
      throw BackendError(
        .outOfMemory,
        "'\(model.name)' in micro-batches of \(largest) needs \(prediction.total) bytes under the plan \(plan.rawValue), more than the "
          + "\(budget.total) of \(budget.origin); choose a smaller batch or micro-batch, or another device")
    }
    let ledger = Ledger(device: device, limit: memoryLimit?.bytes)
    var buffers: [LedgerBuffer] = []
    for arena in layout.arenas {
      buffers.append(try ledger.allocate(arena.category, byteCount: arena.byteCount, padding: arena.padding))
    }
    if workspaceBytes > 0 {
      let rounded = MemoryAlignment.roundUp(workspaceBytes)
      buffers.append(try ledger.allocate(.workspace, byteCount: rounded, padding: rounded - workspaceBytes))
    }
    self.model = model
    self.device = device
    self.ledger = ledger
    self.optimizer = optimizer
    self.loss = loss
    self.schedule = schedule
    self.clipNorm = clipNorm
    self.plan = plan
    self.activationBudget = activationBudget
    self.graph = graph
    self.layout = layout
    self.buffers = buffers
    self.seed = seed
    microBatch = largest
    _ = try scalars(of: Part(batchSize: largest, step: 1, firstSample: 0), weights: graph.outputs.map { _ in 1 })
    for constant in graph.graph.constants { try constant.values.withUnsafeBytes { try write($0, to: constant.tensor) } }
    for (number, parameter) in graph.parameters.enumerated() {
      try write(parameter.initializer.values(count: parameter.elementCount, seed: seed, parameter: number), to: parameter)
    }
    for (number, kept) in graph.state.enumerated() {
      try write(kept.initializer.values(count: kept.elementCount, seed: seed, parameter: number), to: kept)
    }
  }

  /// What is in use at each operation of a step with the largest micro-batch, from the program's places.
  public var timeline: MemoryTimeline {
    MemoryTimeline(measured: graph, layout: layout, workspaceByteCount: workspace.byteCount)
  }

  /// Prediction and ledger, as they stand now.
  public var memory: MemoryComparison { MemoryComparison(prediction, ledger) }

  // MARK: Steps

  /// One micro-batch of a step.
  public struct Part: Sendable {
    /// The samples of the whole batch.
    public var batchSize: Int
    /// Counts from 1 over the whole run.
    public var step: UInt64
    /// The place of its first sample in the batch. That at 0 starts the step; the one that reaches the batch's end updates the
    /// parameters.
    public var firstSample: Int
    /// The weight of the whole batch's targets, for each output of the model: ``TrainingSession/weights(of:)``. Needed where a loss counts
    /// targets differently and the micro-batch is not the whole batch.
    public var weights: [Double]?

    /// - Parameter firstSample: 0 where the micro-batch is the whole batch.
    public init(batchSize: Int, step: UInt64, firstSample: Int, weights: [Double]? = nil) {
      self.batchSize = batchSize
      self.step = step
      self.firstSample = firstSample
      self.weights = weights
    }
  }

  /// Trains on one micro-batch; returns when the device has been asked, not when it is done.
  ///
  /// The micro-batches of a step come in the order of their samples.
  ///
  /// - Parameters:
  ///   - images: count × C × H × W.
  ///   - labels: count, one of the sizes that the session was made for.
  public func train(
    images: UnsafeBufferPointer<Float>, labels: UnsafeBufferPointer<Int32>, _ part: Part
  ) throws { try train(UnsafeRawBufferPointer(images), .float32, labels, part) }

  /// Trains on one micro-batch of a model that takes indices.
  ///
  /// - Parameter indices: count × the model's input shape.
  public func train(
    indices: UnsafeBufferPointer<Int32>, labels: UnsafeBufferPointer<Int32>, _ part: Part
  ) throws { try train(UnsafeRawBufferPointer(indices), .int32, labels, part) }

  /// Trains on one micro-batch of a model with any number of inputs and outputs.
  ///
  /// - Parameters:
  ///   - inputs: For each input of the model, by its name, count × its shape.
  ///   - targets: For each output, by its name, count × what its loss takes.
  public func train(inputs: [String: HostTensor], targets: [String: HostTensor], _ part: Part) throws {
    let samples = try NamedSamples(inputs, targets, for: model, graph)
    let (program, scalars) = try prepare(part, count: samples.count, samples.targets.weights(graph)) {
      try write(samples)
    }
    try program.run(scalars)
  }

  private func train(
    _ inputs: UnsafeRawBufferPointer, _ element: ElementType, _ labels: UnsafeBufferPointer<Int32>, _ part: Part
  ) throws {
    let (program, scalars) = try prepare(part, count: labels.count, weights(of: labels)) {
      try write(inputs, element, labels)
    }
    try program.run(scalars)
  }

  /// As ``train(images:labels:_:)``, but waits for the device, and tells when each kernel was at work, in the order in which they
  /// were started.
  ///
  /// - Throws: `unsupported` where the backend cannot tell.
  public func profile(
    images: UnsafeBufferPointer<Float>, labels: UnsafeBufferPointer<Int32>, _ part: Part
  ) throws -> [ProfiledLaunch] {
    let (program, scalars) = try prepare(part, count: labels.count, weights(of: labels)) {
      try write(UnsafeRawBufferPointer(images), .float32, labels)
    }
    let launches = try program.profile(scalars)
    let (graph, nodes) = try nodes(of: Self.kind(of: part, count: labels.count))
    return launches.map { launch in
      let node = nodes[launch.operation]
      return ProfiledLaunch(
        index: launch.operation, operation: node.name, layer: node.layer,
        outputs: node.outputs.map { "\(graph.graph[$0].type)" }.joined(separator: ", "), kernel: launch.name,
        start: launch.start, end: launch.end)
    }
  }

  /// The program of one micro-batch, which is on its way to the device, and its scalars.
  private func prepare(
    _ part: Part, count: Int, _ weights: [Double], _ write: () throws -> Void
  ) throws -> (program: any CompiledProgram, scalars: [UInt32]) {
    guard part.firstSample >= 0, part.batchSize >= count, part.firstSample <= part.batchSize - count else {
      throw BackendError(
        .invalidArgument,
        "a micro-batch of \(count) samples from sample \(part.firstSample) on does not lie in a batch of \(part.batchSize)"
      )
    }
    let program = try compiled(Self.kind(of: part, count: count))
    stepWeights = try self.weights(part, count: count, weights)
    try write()
    return (program, try scalars(of: part, weights: stepWeights))
  }

  private func weights(of labels: UnsafeBufferPointer<Int32>) -> [Double] {
    graph.outputs.map { $0.weight.total(labels.count, UnsafeRawBufferPointer(labels)) }
  }

  private static func kind(of part: Part, count: Int) -> ProgramKind {
    .training(
      count: count, continuing: part.firstSample > 0, updating: part.firstSample + count == part.batchSize)
  }

  /// Classifies one micro-batch, adding to what ``lossTotal()`` and ``correctCount()`` give.
  public func evaluate(
    images: UnsafeBufferPointer<Float>, labels: UnsafeBufferPointer<Int32>, isFirst: Bool
  ) throws { try evaluate(UnsafeRawBufferPointer(images), .float32, labels, isFirst: isFirst) }

  /// Classifies one micro-batch with a model that takes indices.
  public func evaluate(
    indices: UnsafeBufferPointer<Int32>, labels: UnsafeBufferPointer<Int32>, isFirst: Bool
  ) throws { try evaluate(UnsafeRawBufferPointer(indices), .int32, labels, isFirst: isFirst) }

  /// Classifies one micro-batch with a model of any number of inputs and outputs.
  ///
  /// - Parameters:
  ///   - inputs: For each input of the model, by its name, count × its shape.
  ///   - targets: For each output, by its name, count × what its loss takes.
  public func evaluate(inputs: [String: HostTensor], targets: [String: HostTensor], isFirst: Bool) throws {
    let samples = try NamedSamples(inputs, targets, for: model, graph)
    weigh(samples.targets.weights(graph), isFirst: isFirst)
    let program = try compiled(.evaluation(count: samples.count, continuing: !isFirst))
    try write(samples)
    try program.run(evaluationScalars)
  }

  private func evaluate(
    _ inputs: UnsafeRawBufferPointer, _ element: ElementType, _ labels: UnsafeBufferPointer<Int32>, isFirst: Bool
  ) throws {
    weigh(weights(of: labels), isFirst: isFirst)
    let program = try compiled(.evaluation(count: labels.count, continuing: !isFirst))
    try write(inputs, element, labels)
    try program.run(evaluationScalars)
  }

  private func weigh(_ weights: [Double], isFirst: Bool) {
    evaluationWeights = isFirst ? weights : zip(evaluationWeights, weights).map { $0 + $1 }
  }

  /// The scales of the losses; of the others no operation of an evaluation takes one.
  private var evaluationScalars: [UInt32] {
    var scalars = graph.graph.scalars.map { _ in UInt32(0) }
    for output in graph.outputs { scalars[output.lossScale.id] = Float(1).bitPattern }
    return scalars
  }

  /// The sum of the losses of the samples of the last step, or of an evaluation, of all outputs in their order. Waits for it.
  public func lossTotal() throws -> Float {
    try graph.outputs.dropFirst().reduce(read(graph.outputs[0].lossTotal, Float.self, count: 1)[0]) {
      $0 + (try read($1.lossTotal, Float.self, count: 1)[0])
    }
  }

  /// The same of one output.
  public func lossTotal(of output: String) throws -> Float {
    try read(self.output(output).lossTotal, Float.self, count: 1)[0]
  }

  /// The same, on its way: it stays that of the step asked for last, so the next one can be asked for before it is looked at, and
  /// the device need not wait for the host.
  public func startLossTotal() throws -> PendingLoss {
    PendingLoss(
      weights: stepWeights,
      reads: try graph.outputs.map { output in
        guard let place = layout.place(of: output.lossTotal, in: graph.graph) else {
          preconditionFailure("every step has a loss")
        }
        return try buffers[place.buffer].startRead(at: place.offset, byteCount: MemoryLayout<Float>.size)
      })
  }

  /// The number of samples of an evaluation that were classified correctly. Waits for it.
  ///
  /// - Parameter output: The first of the model's where nil.
  /// - Throws: `invalidArgument` where it gives no logits, or its target is no label.
  public func correctCount(of output: String? = nil) throws -> Int {
    guard let count = try self.output(output).correctCount else {
      throw BackendError(
        .invalidArgument,
        "the output '\(output ?? model.outputs[0].name)' has no label for each sample; evaluate it with a metric")
    }
    return Int(try read(count, Int32.self, count: 1)[0])
  }

  /// What the last evaluated micro-batch gave, such as logits: count × the output's shape. Waits for it.
  ///
  /// - Parameters:
  ///   - output: The first of the model's where nil.
  ///   - count: The samples of that micro-batch.
  public func logits(of output: String? = nil, count: Int) throws -> [Float] {
    let evaluated = try self.output(output).evaluated
    guard count >= 0, count <= microBatch else {
      throw BackendError(.invalidArgument, "there are outputs of at most \(microBatch) samples, not of \(count)")
    }
    return try read(evaluated, Float.self, count: count * graph.graph[evaluated].type.shape.dropFirst().reduce(1, *))
  }

  func output(_ name: String?) throws -> TrainingGraph.Output {
    guard let number = name.map({ name in model.outputs.firstIndex { $0.name == name } }) ?? 0 else {
      let names = model.outputs.map(\.name).joined(separator: ", ")
      throw BackendError(.invalidArgument, "the model '\(model.name)' has no output '\(name ?? "")'; it has \(names)")
    }
    return graph.outputs[number]
  }

  // MARK: Parameters

  /// The values of a parameter or of a tensor of the state, row-major.
  public func values(of parameter: Parameter) throws -> [Float] {
    try read(parameter.tensor, Float.self, count: parameter.elementCount)
  }

  /// Replaces the values of a parameter or of a tensor of the state.
  public func write(_ values: [Float], to parameter: Parameter) throws {
    precondition(values.count == parameter.elementCount, "a parameter's values have its shape")
    try values.withUnsafeBytes { try write($0, to: parameter.tensor) }
  }

  /// SHA-256 of the parameters' little-endian bytes in the model's order, NaNs in their canonical form.
  public func parametersSHA256() throws -> String { try sha256(of: parameters) }

  /// The same of what layers keep without learning it; nil where they keep nothing.
  public func stateSHA256() throws -> String? { state.isEmpty ? nil : try sha256(of: state) }

  private func sha256(of tensors: [Parameter]) throws -> String {
    try ParameterHash.hex(tensors) { try values(of: $0) }
  }

  // MARK: Programs

  private func compiled(_ kind: ProgramKind) throws -> any CompiledProgram {
    if let program = programs[kind] { return program }
    let (graph, nodes) = try nodes(of: kind)
    let byteCounts = try device.declaredWorkspace(for: graph.graph.program(nodes))
    let workspaces = byteCounts.map { $0 == 0 ? Workspace.none : Workspace(at: workspace.place, byteCount: $0) }
    let program = try ledger.compile(
      graph.graph.program(nodes, layout: layout, workspaces: workspaces), buffers: buffers)
    programs[kind] = program
    return program
  }

  /// What a program runs, in order.
  private func nodes(of kind: ProgramKind) throws -> (graph: TrainingGraph, nodes: [Node]) {
    let (size, nodes): (Int, (TrainingGraph) -> [Node]) =
      switch kind {
      case .training(let count, let continuing, let updating):
        (count, { $0.gradient(continuing: continuing) + (updating ? $0.fold + $0.update : []) })
      case .evaluation(let count, let continuing):
        (count, { $0.evaluation(continuing: continuing) })
      }
    guard let graph = graphs[size] else {
      let sizes = graphs.keys.sorted().map(String.init).joined(separator: ", ")
      throw BackendError(
        .invalidArgument, "this session was made for micro-batches of \(sizes) samples, and got one of \(size)")
    }
    return (graph, nodes(graph))
  }

  /// The bit patterns of a step's run scalars, in the order in which the graph declares them.
  ///
  /// - Throws: One that the graph takes and nobody gives, such as a misspelt one of an optimizer's.
  private func scalars(of part: Part, weights: [Double]) throws(BackendError) -> [UInt32] {
    let given = optimizer.scalars(
      step: part.step, learningRate: optimizer.learningRate * schedule.factor(step: part.step))
    var values = given.mapValues(\.bitPattern)
    for (output, weight) in zip(graph.outputs, weights) {
      values[graph.graph.scalars[output.lossScale.id].name] = TargetWeight.scale(weight).bitPattern
    }
    values.merge(RandomScalars.values(seed: seed, step: part.step, firstSample: part.firstSample)) { $1 }
    return try graph.graph.scalars.map { scalar throws(BackendError) in
      if let value = values[scalar.name] { return value }
      throw BackendError(
        .invalidArgument,
        "the update of the optimizer '\(optimizer.name)' takes the run scalar '\(scalar.name)', and its scalars(step:learningRate:) "
          + "gives \(given.keys.sorted().joined(separator: ", ")); give it under the name that appendUpdate declares")
    }
  }

  // MARK: Transfers

  private func write(
    _ inputs: UnsafeRawBufferPointer, _ element: ElementType, _ labels: UnsafeBufferPointer<Int32>
  ) throws {
    guard element == model.inputElement else {
      throw BackendError(.invalidArgument, "the model '\(model.name)' takes \(model.inputElement) inputs, but got \(element)")
    }
    let expected = TensorType(element, [labels.count] + model.inputShape).byteCount
    guard graph.inputs.count == 1, graph.outputs.count == 1 else {
      throw BackendError(
        .invalidArgument,
        "the model '\(model.name)' has \(graph.inputs.count) inputs and \(graph.outputs.count) outputs; give each by its name")
    }
    guard graph.graph[graph.outputs[0].target].type == TensorType(.int32, [microBatch]) else {
      throw BackendError(
        .invalidArgument,
        "the loss \(loss) takes \(graph.graph[graph.outputs[0].target].type), not a label for each sample; give "
          + "inputs and targets by name")
    }
    precondition(inputs.count == expected, "as many inputs as labels")
    try write(inputs, to: graph.inputs[0])
    try write(UnsafeRawBufferPointer(labels), to: graph.outputs[0].target)
  }

  private func write(_ samples: NamedSamples) throws {
    for (tensor, values) in zip(graph.inputs, samples.inputs) {
      try values.withUnsafeBytes { try write($0, to: tensor) }
    }
    for (output, values) in zip(graph.outputs, samples.targets.values) {
      try values.withUnsafeBytes { try write($0, to: output.target) }
    }
  }

  func write(_ bytes: UnsafeRawBufferPointer, to tensor: Tensor) throws {
    guard let place = layout.place(of: tensor, in: graph.graph) else { return }
    try buffers[place.buffer].write(bytes, at: place.offset)
  }

  func read<Element>(_ tensor: Tensor, _ type: Element.Type, count: Int) throws -> [Element]
  where Element: BitwiseCopyable & Numeric {
    var values = [Element](repeating: .zero, count: count)
    guard let place = layout.place(of: tensor, in: graph.graph) else { return values }
    try values.withUnsafeMutableBytes { try buffers[place.buffer].read(into: $0, at: place.offset) }
    return values
  }
}
