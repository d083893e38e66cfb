import Concord

/// Parts of a model's graph run once on the reference, without anything of a training session.
struct ReferenceRun {
  let training: TrainingGraph
  private let layout: ArenaLayout
  private let device: any Device
  private let buffers: [any DeviceBuffer]

  /// - Parameter count: Samples in the batch.
  init(_ model: Model, count: Int) throws {
    training = try TrainingGraph(model, microBatch: count, optimizer: SGD(learningRate: 1))
    layout = try Planner.layout(training.graph, plan: .retain)
    device = try ReferenceBackend().open(device: 0, options: [:])
    var buffers: [any DeviceBuffer] = []
    for arena in layout.arenas { buffers.append(try device.allocate(byteCount: arena.byteCount)) }
    self.buffers = buffers
    for constant in training.graph.constants { try write(constant.values, to: constant.tensor) }
  }

  /// The logits of a batch, in evaluation.
  ///
  /// - Parameter named: The values of all parameters and of all state, by name.
  /// - Returns: count × classes.
  func logits(_ named: [String: [Float]], images: [Float]) throws -> [Float] {
    try write(named, to: training.parameters + training.state)
    try write(images, to: training.inputs[0])
    let nodes = training.evaluation(continuing: false)
    guard let logits = nodes.first(where: { $0.name == CorrectCount.name })?.inputs[0] else {
      throw FixtureFile.Mistake(description: "the evaluation counts nothing")
    }
    try run(nodes, lossScale: 0)
    return try read(logits)
  }

  /// The gradient of the batch's mean loss for each parameter, in their order.
  func gradients(_ named: [String: [Float]], images: [Float], labels: [Int32]) throws -> [[Float]] {
    try gradients(named, inputs: [.float32(images)], labels: labels)
  }

  /// The same of a model with several inputs, in its order, and with a label for each sample or for each of its positions.
  func gradients(_ named: [String: [Float]], inputs: [HostTensor], labels: [Int32]) throws -> [[Float]] {
    try write(named, to: training.parameters)
    for (values, input) in zip(inputs, training.inputs) {
      switch values {
      case .float32(let values): try write(values, to: input)
      case .int32(let values): try write(values, to: input)
      }
    }
    try write(labels, to: training.outputs[0].target)
    try run(training.gradient(continuing: false) + training.fold, lossScale: 1 / Float(labels.count))
    return try training.gradients.map(read)
  }

  private func run(_ nodes: [Node], lossScale: Float) throws {
    let scalars = training.graph.scalars.indices.map { $0 == training.outputs[0].lossScale.id ? lossScale.bitPattern : 0 }
    try device.compile(training.graph.program(nodes, layout: layout), buffers: buffers).run(scalars)
  }

  private func place(_ tensor: Tensor) throws -> Place {
    guard let place = layout.place(of: tensor, in: training.graph) else {
      throw FixtureFile.Mistake(description: "'\(training.graph[tensor].name)' has no place")
    }
    return place
  }

  private func write(_ named: [String: [Float]], to parameters: [Parameter]) throws {
    for parameter in parameters {
      guard let values = named[parameter.name] else {
        throw FixtureFile.Mistake(description: "there is no '\(parameter.name)'")
      }
      try write(values, to: parameter.tensor)
    }
  }

  private func write(_ values: [some BitwiseCopyable], to tensor: Tensor) throws {
    let place = try place(tensor)
    try values.withUnsafeBytes { try buffers[place.buffer].write($0, at: place.offset) }
  }

  private func read(_ tensor: Tensor) throws -> [Float] {
    let place = try place(tensor)
    var values = [Float](repeating: 0, count: training.graph[tensor].type.elementCount)
    try values.withUnsafeMutableBytes { try buffers[place.buffer].read(into: $0, at: place.offset) }
    return values
  }
}
