import ConcordData
import ConcordKit
import ConcordNN

/// What a model makes of labelled images.
public struct Evaluation: Sendable {
  /// How many images were evaluated.
  public let imageCount: Int
  /// Of how many images the largest logit was the label's; nil where the model gives no logits, or targets are no labels.
  public let correctCount: Int?
  /// The mean over the images: the sum in binary32, in their order, divided once.
  public let loss: Float
  /// Those that were asked for, with what they saw.
  public let metrics: [any Metric]

  /// Between 0 and 1; NaN where there is no ``correctCount``.
  public var accuracy: Double { correctCount.map { Double($0) / Double(imageCount) } ?? .nan }

  /// The first metric of a type.
  public func metric<M: Metric>(_ type: M.Type) -> M? { metrics.lazy.compactMap { $0 as? M }.first }
}

extension TrainingSession {
  /// Classifies all samples, in their order. How many are on the device at a time changes no bit.
  ///
  /// - Parameters:
  ///   - source: The session was made for micro-batches of its own size and of what remains of the source.
  ///   - metrics: What else to say of the outputs, which are read after every micro-batch then.
  public func evaluate(_ source: any DataSource, metrics: [any Metric] = []) throws -> Evaluation {
    let loader = try BatchLoader(inOrder: source, size: microBatch)
    var metrics = metrics
    var isFirst = true
    while let batch = try loader.next() {
      try batch.withUnsafeBytes { try evaluate(inputs: $0, targets: $1, count: batch.count, isFirst: isFirst) }
      isFirst = false
      guard !metrics.isEmpty else { continue }
      try batch.withUnsafeBytes { _, targets in
        try measure(&metrics, target: HostTensor(graph.graph[graph.outputs[0].target].type.element, targets[0]))
      }
    }
    return Evaluation(
      imageCount: source.count, correctCount: try graph.outputs[0].correctCount.map { _ in try correctCount() },
      loss: TargetWeight.mean(try lossTotal(), evaluationWeights[0]), metrics: metrics)
  }

  /// Shows metrics what the last evaluated micro-batch gave. Waits for it.
  ///
  /// - Parameters:
  ///   - metrics: What is measured besides.
  ///   - target: That of the micro-batch.
  ///   - output: Of the model; its first where nil.
  public func measure(_ metrics: inout [any Metric], target: HostTensor, of output: String? = nil) throws {
    let compared = try self.output(output)
    let type = graph.graph[compared.target].type
    let count = target.count / max(type.shape.dropFirst().reduce(1, *), 1)
    let samples = EvaluatedSamples(
      count: count, shape: Array(graph.graph[compared.evaluated].type.shape.dropFirst()),
      outputs: try logits(of: output, count: count), target: target)
    for number in metrics.indices { metrics[number].add(samples) }
  }

  /// The mean loss of an evaluation so far, of an output; of the model's first where nil. Waits for it.
  public func meanLoss(of output: String? = nil) throws -> Float {
    let number = output.flatMap { output in model.outputs.firstIndex { $0.name == output } } ?? 0
    return TargetWeight.mean(try lossTotal(of: output ?? model.outputs[0].name), evaluationWeights[number])
  }
}
