import ConcordGraph
import ConcordKit
import ConcordNN
import Testing

@Suite("Training graphs")
struct TrainingGraphTests {
  private func graph(_ microBatch: Int = 4, limit: Int? = nil) throws -> TrainingGraph {
    try TrainingGraph(
      ModelZoo.model(named: "mlp", imageShape: [1, 8, 8], classCount: 10), microBatch: microBatch,
      optimizer: Adam(learningRate: 0.001), maximumAllocation: limit)
  }

  @Test("the update is one launch, and as many as the largest allocation asks for")
  func groups() throws {
    #expect(try graph().update.map(\.name) == ["adam"])
    // Weights of 32,768 and 5,120 bytes, biases of 512 and 40, rounded up to 256: 32,768 + 512 | 5,120 + 256.
    #expect(try graph(limit: 33_280).update.count == 2)
    #expect(try graph(limit: 32_768).update.count == 2)
    // A parameter that is too large alone is the planner's to refuse: 32,768 | 512 | 5,120 + 256.
    #expect(try graph(limit: 5_376).update.count == 3)
  }

  @Test("gradients are clipped once, all together, before any group of them is used", arguments: [nil, 32_768])
  func clipping(limit: Int?) throws {
    let graph = try TrainingGraph(
      ModelZoo.model(named: "mlp", imageShape: [1, 8, 8], classCount: 10), microBatch: 4,
      optimizer: SGD(learningRate: 0.1), clipNorm: 1, maximumAllocation: limit)
    let update = graph.update
    #expect(update.map(\.name) == ["clip_factor"] + (limit == nil ? ["scale", "sgd"] : ["scale", "sgd", "scale", "sgd"]))
    let shapes = update[0].inputs.map { graph.graph[$0].type.shape }
    #expect(shapes == graph.parameters.map(\.shape), "each parameter's gradient by itself, without padding")
    for (scale, sgd) in zip(update.filter { $0.name == "scale" }, update.filter { $0.name == "sgd" }) {
      #expect(scale.outputs[0] == sgd.inputs[1])
      #expect(scale.inputs[1] == update[0].outputs[0])
    }
  }

  @Test("graphs of other micro-batches declare the same tensors in the same order")
  func sameTensors() throws {
    let (large, small) = (try graph(64), try graph(1))
    #expect(large.graph.tensors.map(\.name) == small.graph.tensors.map(\.name))
    #expect(large.graph.tensors.map(\.category) == small.graph.tensors.map(\.category))
    for (a, b) in zip(large.graph.tensors, small.graph.tensors) { #expect(a.type.byteCount >= b.type.byteCount) }
    #expect(large.graph.nodes.map(\.name) == small.graph.nodes.map(\.name))
  }

  @Test("a step that goes on accumulates every gradient and total, and nothing else")
  func continuing() throws {
    let graph = try graph()
    for (first, next) in zip(graph.gradient(continuing: false), graph.gradient(continuing: true)) {
      let accumulates = first.outputs.contains { [.gradients, .state].contains(graph.graph[$0].category) }
      #expect((next.inputs.count > first.inputs.count) == accumulates, "\(first.name)")
    }
    let evaluation = zip(graph.evaluation(continuing: false), graph.evaluation(continuing: true))
    #expect(evaluation.filter { $1.inputs.count > $0.inputs.count }.map(\.0.name) == ["batch_sum", "correct_count"])
  }

  @Test("evaluation writes to nothing that training keeps")
  func evaluationKeepsParameters() throws {
    let graph = try graph()
    let written = graph.evaluation(continuing: true).flatMap(\.outputs).map { graph.graph[$0].category }
    #expect(Set(written) == [.activations, .state])
  }
}
