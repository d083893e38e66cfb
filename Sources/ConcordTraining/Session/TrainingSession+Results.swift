import ConcordGraph
import ConcordKit
import ConcordNN

/// What came of steps and evaluations.
extension TrainingSession {
  /// The sum of the losses of the samples of the last step, or of an evaluation, of all outputs in their order. Waits for it.
  public func lossTotal() throws -> Float {
    try graph.outputs.dropFirst().reduce(deviceMemory.read(graph.outputs[0].lossTotal, Float.self, count: 1)[0]) {
      $0 + (try deviceMemory.read($1.lossTotal, Float.self, count: 1)[0])
    }
  }

  /// The same of one output.
  public func lossTotal(of output: String) throws -> Float {
    try deviceMemory.read(self.output(output).lossTotal, Float.self, count: 1)[0]
  }

  /// The same, on its way: it stays that of the step asked for last, so the next one can be asked for before it is looked at, and
  /// the device need not wait for the host.
  public func startLossTotal() throws -> PendingLoss {
    PendingLoss(weights: stepWeights, reads: try graph.outputs.map { try deviceMemory.startRead($0.lossTotal) })
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
    return Int(try deviceMemory.read(count, Int32.self, count: 1)[0])
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
    return try deviceMemory.read(
      evaluated, Float.self, count: count * graph.graph[evaluated].type.shape.dropFirst().reduce(1, *))
  }

  func output(_ name: String?) throws -> TrainingGraph.Output {
    guard let number = name.map({ name in model.outputs.firstIndex { $0.name == name } }) ?? 0 else {
      let names = model.outputs.map(\.name).joined(separator: ", ")
      throw BackendError(.invalidArgument, "the model '\(model.name)' has no output '\(name ?? "")'; it has \(names)")
    }
    return graph.outputs[number]
  }
}
