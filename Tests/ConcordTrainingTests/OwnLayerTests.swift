import Concord
import Testing

/// The layer of `docs/models.md`, as it stands there.
private struct Gated: Layer {
  let width: Int
  let name: String?
  var kind: String { "Gated" }

  func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let parts = try context.apply(each: [Linear(width, width, name: "value"), Linear(width, width, name: "gate")], to: input)
    return try context.graph.apply(Multiply(), to: parts)[0]
  }
}

@Suite("A layer of one's own")
struct OwnLayerTests {
  @Test("it trains without a formula: its memory is derived, exact, and named so in the tables", arguments: MemoryPlan.allCases)
  func gated(_ plan: MemoryPlan) throws {
    let model = try Model(name: "gated", inputShape: [1, 2, 3], classCount: 3) {
      Flatten()
      Linear(6, 6, name: "first")
      ReLU()
      Gated(width: 6, name: "gated")
      Linear(6, 3, name: "last")
    }
    let session = try TrainingSession(
      model, on: Samples.device(), optimizer: Adam(learningRate: 0.05), microBatchSizes: [4], seed: 1, plan: plan)
    let images = (0..<24).map { Float($0 % 7) / 7 }
    var losses: [Float] = []
    for step in 1...20 {
      try session.train(images, [0, 1, 2, 0], step: UInt64(step))
      losses.append(try session.lossTotal())
    }
    #expect(losses[19] < 0.5 * losses[0])
    #expect(session.memory.isExact, "\(session.memory)")
    #expect(session.prediction.derivedLayers == ["gated"])
    let report = MemoryReport(session.memory, plan: plan)
    #expect(report.isExact)
    #expect(report.derivedLayers == ["gated"])
    let rows = try MemoryReport.layers(of: model, loss: CrossEntropy(), microBatch: 4)
    #expect(rows.filter { $0.derived == true }.map(\.kind) == ["Gated"])
    let gated = try #require(rows.first { $0.name == "gated" })
    // Two products of 6 and their product; backward a gradient for each factor, and for each product's input, and the sum of these.
    #expect(gated.parameters == 4 * 2 * (36 + 6))
    #expect(gated.activations == 4 * 4 * 6 * (3 + 2 + 2 + 1))
    let largest = try Fit(
      MemoryBudget(total: session.prediction.total, singleAllocation: nil, origin: "the test"), optimizer: session.optimizer
    ).answers(.batch, Fit.Subject(batchSize: 4, microBatch: 4) { _ in model }, plans: [plan])
    #expect(largest.first?.largest ?? 0 >= 4, "fit counts it too")
  }
}
