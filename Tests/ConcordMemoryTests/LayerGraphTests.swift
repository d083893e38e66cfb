import Concord
import ConcordTestSupport
import Testing

/// Two inputs, one of them rows of a sequence, and two outputs; layers that take and give several tensors.
@Suite("Graphs of layers")
struct LayerGraphTests {
  private static let batch = 10

  private static func model() throws -> Model {
    try Model(
      name: "graph", inputs: [ModelInput("image", [2, 3, 3]), ModelInput("words", [4], .int32)],
      outputs: [ModelOutput("coarse", classCount: 3), ModelOutput("fine", classCount: 5)]
    ) {
      Conv2D(2, 4, kernel: 3, padding: 1, name: "conv").taking("image")
      ReLU()
      Split([1, 3]).giving("edge", "texture")
      Flatten(name: "flat").taking("texture")
      Linear(27, 12, name: "seen")
      Embedding(7, 6, name: "table").taking("words")
      // Each word is a row.
      Linear(6, 3, name: "rows")
      ReLU()
      Flatten(name: "read")
      Multiplication(name: "gated").taking("seen", "read", "seen")
      Addition(name: "sum").taking("gated", "seen", "read")
      Flatten(name: "border").taking("edge")
      Concatenation(name: "all").taking("sum", "border", "gated")
      Linear(33, 3, name: "coarse")
      Linear(33, 5, name: "fine").taking("all")
    }
  }

  private static func train(micro: Int, plan: MemoryPlan, on device: any Device) throws -> TrainingSession {
    let session = try TrainingSession(
      model(), on: device, optimizer: Adam(learningRate: 0.02), clipNorm: 1,
      microBatchSizes: Fit.Candidate.parts(of: batch, microBatch: micro), seed: 4, plan: plan)
    var numbers = SeededNumbers(8)
    for step in 1...3 {
      let images = numbers.floats(batch * 18)
      let words = (0..<(batch * 4)).map { _ in Int32.random(in: 0..<7, using: &numbers) }
      let coarse = (0..<batch).map { _ in Int32.random(in: 0..<3, using: &numbers) }
      let fine = (0..<batch).map { _ in Int32.random(in: 0..<5, using: &numbers) }
      for first in stride(from: 0, to: batch, by: micro) {
        let samples = first..<min(first + micro, batch)
        try session.train(
          inputs: [
            "image": .float32(Array(images[(18 * samples.lowerBound)..<(18 * samples.upperBound)])),
            "words": .int32(Array(words[(4 * samples.lowerBound)..<(4 * samples.upperBound)])),
          ], targets: ["coarse": .int32(Array(coarse[samples])), "fine": .int32(Array(fine[samples]))],
          TrainingSession.Part(batchSize: batch, step: UInt64(step), firstSample: first))
      }
    }
    return session
  }

  @Test(
    "it trains to the same bits in micro-batches of any size, under every plan, memory as the formulas say",
    arguments: MemoryPlan.allCases)
  func trains(_ plan: MemoryPlan) throws {
    let device = try ReferenceBackend().open(device: 0, options: [:])
    let whole = try Self.train(micro: Self.batch, plan: .retain, on: device)
    for micro in [1, 3, 7, Self.batch] {
      let session = try Self.train(micro: micro, plan: plan, on: device)
      #expect(try session.parametersSHA256() == whole.parametersSHA256(), "micro-batches of \(micro)")
      #expect(try session.lossTotal().bitPattern == whole.lossTotal().bitPattern)
      #expect(session.memory.isExact, "\(plan), micro-batches of \(micro): \(session.memory)")
      #expect(session.prediction.derivedLayers.isEmpty)
      let timeline = try MemoryModel.timeline(session.model, microBatch: micro, plan: plan, session.prediction)
      #expect(timeline.entries.map(\.total) == session.timeline.entries.map(\.total))
    }
  }

  @Test("each output has a loss, a count and logits of its own")
  func outputs() throws {
    let session = try Self.train(micro: 4, plan: .retain, on: ReferenceBackend().open(device: 0, options: [:]))
    let sum = try session.lossTotal(of: "coarse") + session.lossTotal(of: "fine")
    #expect(try session.lossTotal() == sum)
    var numbers = SeededNumbers(1)
    try session.evaluate(
      inputs: ["image": .float32(numbers.floats(4 * 18)), "words": .int32([Int32](repeating: 2, count: 16))],
      targets: ["coarse": .int32([0, 1, 2, 0]), "fine": .int32([4, 3, 2, 1])], isFirst: true)
    let logits = try session.logits(of: "fine", count: 4)
    #expect(logits.count == 20 && logits.allSatisfy(\.isFinite))
    let rows = (0..<4).map { Array(logits[(5 * $0)..<(5 * $0 + 5)]) }
    let right = zip(rows, [4, 3, 2, 1]).count { row, label in row.firstIndex(of: row.max() ?? 0) == label }
    #expect(try session.correctCount(of: "fine") == right)
    #expect(throws: BackendError.self) { try session.correctCount(of: "middle") }
  }

  @Test("numbers that are no batch of the model are refused by name")
  func refusals() throws {
    let session = try Self.train(micro: 5, plan: .retain, on: ReferenceBackend().open(device: 0, options: [:]))
    func message(_ inputs: [String: HostTensor], _ targets: [String: HostTensor]) -> String? {
      let error = #expect(throws: BackendError.self) {
        try session.train(
          inputs: inputs, targets: targets, TrainingSession.Part(batchSize: 5, step: 1, firstSample: 0))
      }
      return error?.message
    }
    let image = HostTensor.float32([Float](repeating: 0, count: 90))
    let words = HostTensor.int32([Int32](repeating: 0, count: 20))
    let labels = [Int32](repeating: 0, count: 5)
    let target = HostTensor.int32(labels)
    let targets = ["coarse": target, "fine": target]
    #expect(message(["image": image], targets) == "the model 'graph' takes the inputs image, words, but got image")
    #expect(
      message(["image": image, "words": words], ["coarse": target])
        == "the model 'graph' takes the targets coarse, fine, but got coarse")
    #expect(message(["image": words, "words": words], targets)?.hasPrefix("the input 'image' expects") == true)
    #expect(
      message(["image": image, "words": words], ["coarse": target, "fine": .int32([0])])?.contains("of equally many samples")
        == true)
    let images = [Float](repeating: 0, count: 90)
    let error = #expect(throws: BackendError.self) {
      try images.withUnsafeBufferPointer { images in
        try labels.withUnsafeBufferPointer {
          try session.train(
            images: images, labels: $0, TrainingSession.Part(batchSize: 5, step: 1, firstSample: 0))
        }
      }
    }
    #expect(error?.message.contains("has 2 inputs and 2 outputs; give each by its name") == true)
  }

  @Test("an output that nothing gives, or of another shape, is refused by its name")
  func wrongOutputs() {
    func message(_ outputs: [ModelOutput]) -> String? {
      let error = #expect(throws: GraphError.self) {
        try Model(name: "m", inputs: [ModelInput("x", [4])], outputs: outputs) { Linear(4, 3, name: "fc") }
      }
      return error?.description
    }
    #expect(message([ModelOutput("y", classCount: 3)])?.contains("takes 'y', but nothing before it is called so") == true)
    #expect(
      message([ModelOutput("fc", classCount: 4)])
        == "layer 'fc': the model 'm' should end in [N, 4], one logit for each class, but ends in [N, 3]")
    #expect(message([])?.contains("needs inputs and outputs") == true)
  }
}
