import Concord
import ConcordTestSupport
import Testing

/// Additions and multiplications of which inputs are stretched: one, both along different axes, along two runs of axes; inputs that learn
/// and inputs that do not.
@Suite("Memory and micro-batches of stretched tensors")
struct StretchedMemoryTests {
  private static let batch = 10

  private static func model() throws -> Model {
    try Model(name: "stretched", inputShape: [3, 4, 4], classCount: 4) {
      Conv2D(3, 6, kernel: 3, padding: 1, name: "a")
      AvgPool2D(4)
      Conv2D(6, 6, kernel: 1)
      Sigmoid(name: "gate")
      Multiplication(name: "gated").taking("a", "gate")
      Conv2D(3, 1, kernel: 3, padding: 1, name: "map").taking("images")
      Multiplication(name: "both").taking("map", "gate")
      Split([1, 5]).giving("first", "others").taking("both")
      Split([1, 3], axis: 3).giving("edge", "inside").taking("first")
      Multiplication(name: "runs").taking("edge", "gated", "gate")
      AvgPool2D(4, name: "mean").taking("images")
      Addition(name: "fixed").taking("mean", "images")
      Conv2D(3, 6, kernel: 1, name: "again")
      Addition(name: "sum").taking("gate", "runs", "map", "again", "edge")
      Flatten(name: "one")
      Flatten(name: "two").taking("others")
      Flatten(name: "three").taking("inside")
      Concatenation().taking("one", "two", "three")
      Linear(96 + 80 + 12, 4, name: "fc")
    }
  }

  private static func train(micro: Int, plan: MemoryPlan) throws -> TrainingSession {
    let session = try TrainingSession(
      model(), on: ReferenceBackend().open(device: 0, options: [:]), optimizer: Adam(learningRate: 0.02), clipNorm: 1,
      microBatchSizes: Fit.Candidate.parts(of: batch, microBatch: micro), seed: 4, plan: plan)
    var numbers = SeededNumbers(8)
    for step in 1...2 {
      let images = numbers.floats(batch * 48)
      let labels = (0..<batch).map { _ in Int32.random(in: 0..<4, using: &numbers) }
      for first in stride(from: 0, to: batch, by: micro) {
        let samples = first..<min(first + micro, batch)
        try session.train(
          inputs: ["images": .float32(Array(images[(48 * samples.lowerBound)..<(48 * samples.upperBound)]))],
          targets: ["output": .int32(Array(labels[samples]))],
          TrainingSession.Part(batchSize: batch, step: UInt64(step), firstSample: first))
      }
    }
    return session
  }

  @Test(
    "they train to the same bits in micro-batches of any size, under every plan, memory as the formulas say",
    arguments: MemoryPlan.allCases)
  func trains(_ plan: MemoryPlan) throws {
    let whole = try Self.train(micro: Self.batch, plan: .retain)
    for micro in [1, 3, 7, Self.batch] {
      let session = try Self.train(micro: micro, plan: plan)
      #expect(try session.parametersSHA256() == whole.parametersSHA256(), "micro-batches of \(micro)")
      #expect(session.memory.isExact, "\(plan), micro-batches of \(micro): \(session.memory)")
      #expect(session.prediction.derivedLayers.isEmpty)
      let timeline = try MemoryModel.timeline(session.planned.step, session.prediction)
      #expect(timeline.entries.map(\.total) == session.timeline.entries.map(\.total))
      #expect(timeline.entries.map(\.operation) == session.timeline.entries.map(\.operation))
    }
  }

  @Test("they keep samples apart")
  func apart() throws { #expect(try !Fit.couplesSamples(Self.model())) }
}
