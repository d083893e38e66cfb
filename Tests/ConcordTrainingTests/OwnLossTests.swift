import Concord
import ConcordTestSupport
import Foundation
import Testing

/// The loss of `docs/models.md`, as it stands there: Brier's score, the mean squared distance of softmax from the label.
private struct Brier: Loss {
  let name = "brier"

  func target(for output: [Int]) throws(GraphError) -> TensorType { TensorType(.int32, []) }

  func append(to graph: inout Graph, output: Tensor, target: Tensor, scale: RunScalar) throws(GraphError) -> Tensor {
    let label = try graph.apply(OneHot(classes: graph[output].type.shape[1]), to: [target])[0]
    let minus = try graph.apply(Multiply(), to: [label, graph.constant("-1", [-1])])[0]
    let distance = try graph.apply(Add(), to: [graph.apply(SoftmaxOperation(), to: [output])[0], minus])[0]
    return try graph.apply(Reduce(.mean), to: [graph.apply(Multiply(), to: [distance, distance])[0]])[0]
  }
}

@Suite("A loss of one's own")
struct OwnLossTests {
  private static func model() throws -> Model {
    try Model(name: "own", inputShape: [1, 2, 3], classCount: 3) {
      Flatten()
      Linear(6, 5, name: "fc1")
      Tanh()
      Linear(5, 3, name: "fc2")
    }
  }

  private static func trained(micro: Int, plan: MemoryPlan, on device: any Device) throws -> TrainingSession {
    let session = try OpenLosses.session(model(), Brier(), micro: micro, plan: plan, on: device)
    var numbers = SeededNumbers(21)
    for step in 1...3 {
      let images = numbers.floats(60)
      let labels = (0..<10).map { _ in Int32.random(in: 0..<3, using: &numbers) }
      try OpenLosses.step(UInt64(step), session, ["images": .float32(images)], ["output": .int32(labels)], micro: micro)
    }
    return session
  }

  @Test(
    "it has one hash on every device and for every micro-batch, its memory is derived and exact", arguments: MemoryPlan.allCases
  )
  func hashes(_ plan: MemoryPlan) throws {
    var hashes: Set<String> = []
    for device in try OpenLosses.devices() {
      for micro in [1, 3, 7, 10] {
        let session = try Self.trained(micro: micro, plan: plan, on: device)
        hashes.insert("\(try session.parametersSHA256()) \(try session.lossTotal())")
        #expect(session.memory.isExact, "\(session.memory)")
        #expect(session.prediction.derivedLayers == ["loss"])
      }
    }
    #expect(hashes.count == 1)
    let rows = try MemoryReport.layers(of: Self.model(), loss: Brier(), microBatch: 10)
    let row = try #require(rows.last)
    #expect(row.kind == "brier" && row.derived == true)
  }

  /// Mean of the loss over samples, in binary64, for one linear layer.
  private static func mean(_ w: [Double], _ b: [Double], _ x: [Double], _ labels: [Int]) -> Double {
    var sum = 0.0
    for (n, label) in labels.enumerated() {
      let z = (0..<3).map { k in b[k] + (0..<4).reduce(0.0) { $0 + w[4 * k + $1] * x[4 * n + $1] } }
      let powers = z.map { exp($0) }
      let total = powers.reduce(0, +)
      sum += powers.indices.reduce(0.0) { $0 + pow(powers[$1] / total - ($1 == label ? 1 : 0), 2) } / 3
    }
    return sum / Double(labels.count)
  }

  @Test("its gradient is that of central differences in binary64, and its loss the formula's")
  func gradient() throws {
    let model = try Model(name: "linear", inputShape: [1, 1, 4], classCount: 3) {
      Flatten()
      Linear(4, 3, name: "fc")
    }
    let session = try OpenLosses.session(model, Brier(), optimizer: SGD(learningRate: 1), on: Samples.device())
    let before = try session.parameters.map { try session.values(of: $0).map(Double.init) }
    var numbers = SeededNumbers(22)
    let images = numbers.floats(40)
    let labels = (0..<10).map { _ in Int32.random(in: 0..<3, using: &numbers) }
    try OpenLosses.step(1, session, ["images": .float32(images)], ["output": .int32(labels)])
    let (x, t) = (images.map(Double.init), labels.map(Int.init))
    #expect(abs(Double(try session.lossTotal()) / 10 - Self.mean(before[0], before[1], x, t)) < 1e-6)
    let after = try session.parameters.map { try session.values(of: $0).map(Double.init) }
    for index in before[0].indices {
      var (above, below) = (before[0], before[0])
      above[index] += 1e-5
      below[index] -= 1e-5
      let slope = (Self.mean(above, before[1], x, t) - Self.mean(below, before[1], x, t)) / 2e-5
      #expect(abs(before[0][index] - after[0][index] - slope) < 1e-6)
      #expect(abs(slope) > 1e-5, "what the tolerance measures")
    }
  }
}
