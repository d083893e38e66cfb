import ConcordGraph
import ConcordKit

/// The part of a training graph that compares the model's outputs with their targets.
struct LossGraph {
  private let losses: [any Loss]
  private let weights: [TargetWeight]
  private let scales: [RunScalar]
  private let targets: [Tensor]
  /// Of each output.
  let totals: [Tensor]
  private let correctCounts: [Tensor?]
  private let samples: Int

  /// Declares targets and results.
  init(_ loss: any OutputLosses, of model: Model, samples: Int, in graph: inout Graph) throws(GraphError) {
    losses = try loss.losses(of: model.outputs.map(\.name))
    var types: [TensorType] = []
    for (loss, output) in zip(losses, model.outputs) { types.append(try loss.target(for: output.shape)) }
    weights = zip(losses, model.outputs).map { $0.weight(for: $1.shape) }
    targets = types.map { graph.declare("target", TensorType($0.element, [samples] + $0.shape), .batch) }
    totals = model.outputs.map { _ in graph.declare("loss total", TensorType([1]), .state) }
    correctCounts = zip(model.outputs, types).map { output, type in
      ModelOutput.isClassified(output.shape, by: type)
        ? graph.declare("correct count", TensorType(.int32, [1]), .state) : nil
    }
    let isOne = model.outputs.count == 1
    scales = model.outputs.map { graph.scalar(isOne ? "loss_scale" : "loss_scale \($0.name)", .float32) }
    self.samples = samples
  }

  /// Appends the losses of one pass over the model, their sums, and for an evaluation the counts of correct samples.
  func append(to graph: inout Graph, outputs: [Tensor]) throws(GraphError) {
    (graph.layer, graph.pass) = ("loss", .loss)
    defer { graph.pass = .forward }
    for (number, output) in outputs.enumerated() {
      let loss = losses[number]
      let values = try loss.append(to: &graph, output: output, target: targets[number], scale: scales[number])
      guard graph[values].type == TensorType([samples]) else {
        throw GraphError(
          layer: "loss",
          "\(loss.name) should give a loss for each sample, \(TensorType([samples])), but gives \(graph[values].type)")
      }
      if graph.phase == .training, !loss.givesGradient {
        try graph.apply(LossGradient(), to: [values], scalars: [scales[number]])
      }
      try graph.apply(BatchSum(), to: [graph.view(values, as: [samples, 1])], into: [totals[number]])
    }
    guard graph.phase == .evaluation else { return }
    for (number, output) in outputs.enumerated() {
      guard let count = correctCounts[number] else { continue }
      try graph.apply(CorrectCount(), to: [output, targets[number]], into: [count])
    }
  }

  /// - Parameter evaluated: What the evaluation gives.
  func outputs(_ evaluated: [Tensor]) -> [TrainingGraph.Output] {
    evaluated.indices.map { number in
      TrainingGraph.Output(
        target: targets[number], weight: weights[number], lossScale: scales[number], lossTotal: totals[number],
        correctCount: correctCounts[number], evaluated: evaluated[number])
    }
  }
}

extension ModelOutput {
  /// Whether an output of a shape is a row of logits with a label as its target, both without the samples' axis.
  package static func isClassified(_ shape: [Int], by target: TensorType) -> Bool {
    shape.count == 1 && shape[0] > 0 && target == TensorType(.int32, [])
  }
}
