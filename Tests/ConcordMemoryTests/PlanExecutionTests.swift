import Concord
import ConcordTestSupport
import Testing

/// Every plan on the reference: the ledger agrees, and no plan changes a bit.
@Suite("Memory plans in training")
struct PlanExecutionTests {
  private static func model(_ name: String) throws -> Model {
    switch name {
    case "mixed": try PlanTests.mixed()
    case "mlp": try ModelZoo.model(named: name, imageShape: [1, 8, 8], classCount: 10)
    case "lenet5": try ModelZoo.model(named: name, imageShape: [1, 28, 28], classCount: 10)
    case "resnet20": try ModelZoo.model(named: name, imageShape: [3, 8, 8], classCount: 10)
    default: try ModelZoo.model(named: name, imageShape: [3, 32, 32], classCount: 10)
    }
  }

  /// Parameters, state and loss after two steps of four samples.
  private func outcome(
    _ model: Model, _ plan: MemoryPlan, size: Int, budget: Int? = nil, limit: Int? = nil
  ) throws -> String {
    let (batch, pixels) = (4, model.inputShape.reduce(1, *))
    var numbers = SeededNumbers(3)
    let images = numbers.floats(batch * pixels)
    let labels = (0..<batch).map { Int32($0 * 7 % model.classCount) }
    let rest: Set<Int> = batch % size == 0 ? [] : [batch % size]
    let session = try TrainingSession(
      model, on: LimitedDevice(maximumAllocation: limit), optimizer: Adam(learningRate: 0.01),
      microBatchSizes: rest.union([size]), seed: 5, plan: plan, activationBudget: budget)
    for step in 1...2 {
      var first = 0
      while first < batch {
        let count = min(size, batch - first)
        let part = TrainingSession.Part(batchSize: batch, step: UInt64(step), firstSample: first)
        let range = (first * pixels)..<((first + count) * pixels)
        let chosen = Array(labels[first..<(first + count)])
        try images[range].withUnsafeBufferPointer { images in
          try chosen.withUnsafeBufferPointer { labels in try session.train(images: images, labels: labels, part) }
        }
        first += count
      }
    }
    let loss = try session.lossTotal()
    #expect(loss.isFinite && loss > 0)
    for row in session.memory.rows { #expect(row.difference == 0, "\(model.name) \(plan) \(row)") }
    #expect(session.memory.isExact, "\(model.name) \(plan)")
    let state = try session.state.map { try session.values(of: $0).map(\.bitPattern) }
    return "\(try session.parametersSHA256()) \(loss.bitPattern) \(state)"
  }

  @Test(
    "two steps give the same bits under every plan, running statistics too, and take what was predicted",
    arguments: ["mlp", "lenet5", "simplecnn", "resnet20", "mixed"])
  func sameBits(_ name: String) throws {
    let model = try Self.model(name)
    for size in name == "resnet20" ? [4] : [4, 3] {
      let retained = try outcome(model, .retain, size: size)
      for plan in [MemoryPlan.reuse, .checkpoint] {
        let outcome = try outcome(model, plan, size: size)
        #expect(outcome == retained, "\(plan) \(size)")
      }
    }
  }

  @Test("a budget and several arenas change no bit either")
  func budgetAndLimit() throws {
    let model = try Self.model("mixed")
    let retained = try outcome(model, .retain, size: 4)
    let checkpoint = try MemoryModel.predict(
      StepDescription(model, optimizer: Adam(learningRate: 0.01), plan: .checkpoint, microBatch: 4))
    let budget = checkpoint[.activations] + checkpoint.padding[.activations, default: 0]
    let kept = try outcome(model, .checkpoint, size: 4, budget: budget)
    #expect(kept == retained)
    let split = try outcome(model, .checkpoint, size: 4, limit: 24_576)
    #expect(split == retained)
  }

  @Test("a wrong plan shows: a prediction of one is not what another takes")
  func planted() throws {
    let model = try Self.model("resnet20")
    var predictions: Set<Int> = []
    for plan in MemoryPlan.allCases {
      let graph = try PlanTests.graph(model, 4, plan)
      let prediction = try MemoryModel.predict(
        StepDescription(model, optimizer: SGD(learningRate: 0.1), plan: plan, microBatch: 4))
      #expect(try PlanTests.planned(graph, plan) == prediction.withoutWork)
      predictions.insert(prediction[.activations])
    }
    #expect(predictions.count == MemoryPlan.allCases.count)
  }

  @Test("two tensors that live together in one place are found by what they change")
  func clobbered() throws {
    // What the planner would do if it forgot that the second operation still reads x.
    var graph = Graph()
    let images = graph.declare("images", TensorType([2, 3]), .batch)
    let x = try graph.apply(Activation(.tanh), to: [images])[0]
    let y = try graph.apply(Reduce(.sum), to: [x])[0]
    try graph.apply(Multiply(), to: [x, x])
    try graph.apply(Activation(.relu), to: [y])
    let layout = try Planner.layout(graph, plan: .reuse)
    #expect(layout.place(of: x, in: graph) != layout.place(of: y, in: graph))
    var program = graph.program(graph.nodes, layout: layout)
    let (input, output) = (program.operations[1].inputs[0], program.operations[1].outputs[0])
    program.tensors[output].place = program.tensors[input].place
    let error = #expect(throws: BackendError.self) {
      try program.validate(bufferByteCounts: layout.arenas.map(\.byteCount))
    }
    #expect(error?.message.contains("over input") == true, "reduce is not element-wise")
  }
}

extension MemoryPrediction {
  /// Bytes and padding alone, as a planner knows them.
  fileprivate var withoutWork: MemoryPrediction {
    var result = MemoryPrediction()
    for category in MemoryCategory.allCases where self[category] > 0 || padding[category, default: 0] > 0 {
      result.add(category, self[category], padding: padding[category, default: 0])
    }
    return result
  }
}
