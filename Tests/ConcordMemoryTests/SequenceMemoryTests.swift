import Concord
import ConcordTestSupport
import Testing

@Suite("Memory and micro-batches of layers for sequences")
struct SequenceMemoryTests {
  private static let batch = 7
  static let names = [
    "rnn", "lstm", "gru", "last", "lengths", "attention", "cross", "encoder", "encoder first", "vit", "rows", "permuted",
    "scales", "products",
  ]

  static func model(_ name: String) throws -> Model {
    let sequence = ModelInput("x", [5, 6])
    let lengths = ModelInput("lengths", [], .int32)
    let end: [any Layer] = [Select(-1, name: "end"), Linear(6, 4, name: "fc")]
    switch name {
    case "rnn":
      return try Model(name: name, inputs: [sequence]) { [RNN(6, hidden: 6, relu: true, name: "rnn")] + end }
    case "lstm":
      return try Model(name: name, inputs: [sequence]) {
        LSTM(6, hidden: 3, layers: 2, bidirectional: true, dropout: 0.3, name: "lstm")
        end
      }
    case "gru":
      return try Model(name: name, inputs: [sequence]) {
        Linear(6, 6, name: "before")
        GRU(6, hidden: 3, bidirectional: true, bias: false, name: "gru")
        end
      }
    case "last":
      return try Model(name: name, inputs: [sequence]) {
        Linear(6, 5, name: "before")
        LSTM(5, hidden: 4, layers: 2, bidirectional: true, last: true, name: "lstm")
        Linear(8, 4, name: "fc")
      }
    case "lengths":
      return try Model(name: name, inputs: [sequence, lengths], outputs: ["a", "b"]) {
        GRU(6, hidden: 4, bidirectional: true, last: true, name: "gru").taking("x", "lengths")
        Linear(8, 4, name: "a")
        MultiHeadAttention(6, heads: 2, name: "attention").taking("x", "lengths")
        Select(0)
        Linear(6, 3, name: "b")
      }
    case "attention":
      return try Model(name: name, inputs: [sequence]) {
        SinusoidalPositions()
        MultiHeadAttention(6, heads: 3, causal: true, dropout: 0.2, name: "first")
        MultiHeadAttention(6, heads: 1, bias: false, name: "second")
        end
      }
    case "cross":
      return try Model(name: name, inputs: [sequence, ModelInput("memory", [4, 6]), lengths]) {
        Linear(6, 6, name: "before").taking("x")
        MultiHeadAttention(6, heads: 2, name: "cross").taking("before", "memory", "lengths")
        end
      }
    case "encoder", "encoder first":
      return try Model(name: name, inputs: [sequence]) {
        LearnedPositions(5, 6, name: "positions")
        for number in 0..<3 {
          TransformerEncoderLayer(
            6, heads: 2, feedforward: 8, dropout: number == 1 ? 0.1 : 0, gelu: number == 2, normFirst: name != "encoder",
            name: "layer\(number)")
        }
        end
      }
    case "vit":
      return try Model(name: name, inputShape: [3, 8, 8], classCount: 4) {
        Conv2D(3, 2, kernel: 3, padding: 1, name: "stem")
        PatchEmbedding(2, 6, patch: 4, name: "conv_proj")
        ClassToken(6, name: "class_token")
        LearnedPositions(5, 6, name: "pos_embedding")
        TransformerEncoderLayer(6, heads: 2, feedforward: 12, dropout: 0, normFirst: true, name: "layer")
        Select(0)
        Linear(6, 4, name: "head")
      }
    case "scales":
      // Factors for each column, for each place and column, for all, of what learns and of what does not.
      return try Model(name: name, inputShape: [2, 5, 6], classCount: 4) {
        LearnedScale([2, 1, 1], initial: 0.5, name: "first")
        Scaling(0.25, name: "quarter")
        LearnedScale([6], name: "columns")
        LearnedScale([5, 1], name: "rows")
        Scaling(-3)
        LearnedScale([2, 5, 6], initial: 0.1, name: "each")
        LearnedScale([1], initial: 2, name: "one")
        Flatten()
        Linear(60, 4, name: "fc")
      }
    case "products":
      return try Model(name: name, inputShape: [2, 5, 6], classCount: 4) {
        Permute([1, 3, 2], name: "turned")
        MatrixProduct(name: "fixed").taking("images", "turned")
        Linear(5, 5, name: "learned")
        MatrixProduct(name: "half").taking("learned", "images")
        MatrixProduct(name: "whole").taking("half", "turned")
        MatrixProduct(name: "square").taking("whole", "whole")
        Scaling(0.01)
        Flatten()
        Linear(50, 4, name: "fc")
      }
    case "rows":
      return try Model(name: name, inputShape: [3, 4, 5], classCount: 4) {
        Rows()
        LSTM(15, hidden: 6, last: true, name: "lstm")
        Linear(6, 4, name: "fc")
      }
    default:
      return try Model(name: name, inputs: [ModelInput("x", [2, 3, 5])]) {
        Linear(5, 5, name: "before")
        Permute([3, 1, 2])
        Flatten()
        Linear(30, 4, name: "fc")
      }
    }
  }

  private static func train(_ model: Model, micro: Int, plan: MemoryPlan, on device: any Device) throws -> TrainingSession {
    let session = try TrainingSession(
      model, on: device, optimizer: Adam(learningRate: 0.02), clipNorm: 1,
      microBatchSizes: Fit.Candidate.parts(of: batch, microBatch: micro), seed: 4, plan: plan)
    var numbers = SeededNumbers(8)
    for step in 1...2 {
      let drawn = model.inputs.map { input -> [HostTensor] in
        let count = input.shape.reduce(1, *)
        return (0..<batch).map { _ in
          input.element == .int32
            ? .int32((0..<count).map { _ in Int32.random(in: 0..<7, using: &numbers) }) : .float32(numbers.floats(count))
        }
      }
      for first in stride(from: 0, to: batch, by: micro) {
        let samples = first..<min(first + micro, batch)
        var inputs: [String: HostTensor] = [:]
        for (input, each) in zip(model.inputs, drawn) { inputs[input.name] = joined(each[samples]) }
        let targets = model.outputs.map { ($0.name, HostTensor.int32(samples.map { Int32($0 % 3) })) }
        try session.train(
          inputs: inputs, targets: Dictionary(uniqueKeysWithValues: targets),
          TrainingSession.Part(batchSize: batch, step: UInt64(step), firstSample: first))
      }
    }
    return session
  }

  private static func joined(_ tensors: ArraySlice<HostTensor>) -> HostTensor {
    var (floats, integers): ([Float], [Int32]) = ([], [])
    for tensor in tensors {
      switch tensor {
      case .float32(let values): floats += values
      case .int32(let values): integers += values
      }
    }
    return integers.isEmpty ? .float32(floats) : .int32(integers)
  }

  @Test(
    "they train to the same bits in micro-batches of any size, under every plan, memory as the formulas say", arguments: names)
  func trains(_ name: String) throws {
    let device = try ReferenceBackend().open(device: 0, options: [:])
    let model = try Self.model(name)
    #expect(try !Fit.couplesSamples(model))
    var hashes: Set<String> = []
    for plan in MemoryPlan.allCases {
      for micro in [1, 3, Self.batch] {
        let session = try Self.train(model, micro: micro, plan: plan, on: device)
        hashes.insert("\(try session.parametersSHA256()) \(try session.lossTotal().bitPattern)")
        #expect(try session.lossTotal().isFinite)
        #expect(session.memory.isExact, "\(plan), micro-batches of \(micro): \(session.memory)")
        #expect(session.prediction.derivedLayers.isEmpty)
        let timeline = try MemoryModel.timeline(session.planned.step, session.prediction)
        #expect(timeline.entries.map(\.operation) == session.timeline.entries.map(\.operation))
        #expect(timeline.entries.map(\.total) == session.timeline.entries.map(\.total), "\(plan) \(micro)")
      }
    }
    #expect(hashes.count == 1)
  }

  @Test("a vision transformer of small images keeps at most two fifths of its activations where it computes them again")
  func checkpoints() throws {
    let model = try ModelZoo.model(named: "vit", imageShape: [3, 32, 32], classCount: 10)
    let bytes = try [MemoryPlan.retain, .checkpoint].map { plan in
      try MemoryModel.predict(
        StepDescription(model, optimizer: Adam(learningRate: 0.001), plan: plan, microBatch: 64))[.activations]
    }
    #expect(bytes[1] * 5 <= bytes[0] * 2, "\(bytes)")
  }

  @Test("the models in the zoo have the parameters that torchvision's and PyTorch's have")
  func parameters() throws {
    for (name, shape, classes, expected) in [
      ("vit-b16", [3, 224, 224], 1000, 86_567_656), ("vit", [3, 32, 32], 10, 2_693_578), ("rowlstm", [1, 28, 28], 10, 82_186),
      ("rowgru", [1, 28, 28], 10, 61_962),
    ] {
      let model = try ModelZoo.model(named: name, imageShape: shape, classCount: classes)
      #expect(try model.summary(batchSize: 1).reduce(0) { $0 + $1.parameterCount } == expected, "\(name)")
    }
  }
}
