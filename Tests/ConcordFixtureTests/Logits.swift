import Concord

/// A model's forward pass on the reference, without anything of a training session.
enum Logits {
  /// - Parameters:
  ///   - parameters: By name, all of the model's.
  ///   - images: count × C × H × W.
  /// - Returns: count × classes.
  static func of(_ model: Model, _ parameters: [Safetensors.Tensor], images: [Float], count: Int) throws -> [Float] {
    let training = try TrainingGraph(model, microBatch: count, optimizer: SGD(learningRate: 1))
    let graph = training.graph
    let layout = try Planner.layout(graph, plan: .retain)
    let device = try ReferenceBackend().open(device: 0, options: [:])
    let buffers = try layout.arenas.map { try device.allocate(byteCount: $0.byteCount) }
    func place(_ tensor: Tensor) throws -> Place {
      guard let place = layout.place(of: tensor, in: graph) else {
        throw FixtureFile.Mistake(description: "'\(graph[tensor].name)' has no place")
      }
      return place
    }
    func write(_ values: [Float], to tensor: Tensor) throws {
      let place = try place(tensor)
      try values.withUnsafeBytes { try buffers[place.buffer].write($0, at: place.offset) }
    }
    for parameter in training.parameters {
      guard let values = parameters.first(where: { $0.name == parameter.name }) else {
        throw FixtureFile.Mistake(description: "there is no '\(parameter.name)'")
      }
      try write(values.values, to: parameter.tensor)
    }
    try write(images, to: training.images)
    let nodes = training.evaluation(continuing: false)
    guard let logits = nodes.first(where: { $0.name == CorrectCount.name })?.inputs[0] else {
      throw FixtureFile.Mistake(description: "the evaluation counts nothing")
    }
    try device.compile(graph.program(nodes, layout: layout), buffers: buffers).run(graph.scalars.map { _ in 0 })
    let source = try place(logits)
    var values = [Float](repeating: 0, count: graph[logits].type.elementCount)
    try values.withUnsafeMutableBytes { try buffers[source.buffer].read(into: $0, at: source.offset) }
    return values
  }
}
