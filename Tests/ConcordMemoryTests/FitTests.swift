import Concord
import ConcordTestSupport
import Testing

/// What is said to fit trains one step under the limit, and one more does not even start.
@Suite("Fit")
struct FitTests {
  /// Small images, so that the reference takes little time.
  private static func model(_ name: String) throws -> Model {
    let shape =
      switch name {
      case "mlp": [1, 4, 4]
      case "simplecnn": [1, 16, 16]
      default: [1, 12, 12]
      }
    return try ModelZoo.model(named: name, imageShape: shape, classCount: 10)
  }

  /// Evenly between what nothing and what two dozen images take, and off any round number.
  private static func budgets(_ model: Model, _ optimizer: any Optimizer) throws -> [Int] {
    let least = try MemoryModel.predict(StepDescription(model, optimizer: optimizer, microBatch: 1)).total
    let most = try MemoryModel.predict(StepDescription(model, optimizer: optimizer, microBatch: 24)).total
    return (0..<20).map { least + ($0 * (most - least) + 7_777) / 20 }
  }

  private func expectRefused(
    _ model: Model, batch: Int, optimizer: any Optimizer, plan: MemoryPlan, limit: Int, maximumAllocation: Int? = nil
  ) throws {
    let device = try LimitedDevice(maximumAllocation: maximumAllocation)
    let error = #expect(throws: BackendError.self) {
      try OneStep.run(model, batch: batch, optimizer: optimizer, plan: plan, limit: limit, on: device)
    }
    #expect(error?.code == .outOfMemory)
    #expect(device.allocated.isEmpty, "refused before the first allocation")
  }

  @Test(
    "for 20 budgets the batch found trains one step under the limit, and one image more is refused before the first allocation",
    arguments: ["mlp", "simplecnn", "lenet5"], MemoryPlan.allCases)
  func boundaries(name: String, plan: MemoryPlan) throws {
    let model = try Self.model(name)
    let optimizer: any Optimizer = Adam(learningRate: 0.001)
    for budget in try Self.budgets(model, optimizer) {
      let fit = Fit(MemoryBudget(total: budget, origin: "the test"), optimizer: optimizer)
      let answer = try fit.largest(upTo: 1 << 20, plan: plan) { Fit.Candidate(model, microBatches: [$0]) }
      let batch = try #require(answer.largest, "\(budget)")
      #expect(answer.obstacle == .total)
      let peak = try OneStep.run(model, batch: batch, optimizer: optimizer, plan: plan, limit: budget)
      #expect(peak == answer.prediction.total)
      #expect(peak <= budget)
      try expectRefused(model, batch: batch + 1, optimizer: optimizer, plan: plan, limit: budget)
    }
  }

  @Test("an activation budget is a limit of its own, and the least that works is exact", arguments: [1, 7])
  func activationBudget(microBatch: Int) throws {
    let model = try Self.model("lenet5")
    let optimizer: any Optimizer = SGD(learningRate: 0.1)
    let plenty = MemoryBudget(total: 1 << 40, origin: "the test")
    func obstacle(_ budget: Int) throws -> Fit.Obstacle? {
      try Fit(plenty, optimizer: optimizer, activationBudget: budget)
        .verdict(model, microBatches: [microBatch], plan: .checkpoint).obstacle
    }
    let least = try MemoryModel.leastActivationBudget(
      StepDescription(model, optimizer: optimizer, microBatch: microBatch))
    #expect(try obstacle(least) == nil)
    #expect(try obstacle(least - 1) == .activationBudget(least: least))
    // The planner, which knows nothing of the memory model, comes to the same.
    let session = try TrainingSession(
      model, on: LimitedDevice(maximumAllocation: nil), optimizer: optimizer, microBatchSizes: [microBatch], seed: 1,
      plan: .checkpoint, activationBudget: least)
    #expect(session.memory.peak == session.prediction.total)
    let error = #expect(throws: GraphError.self) {
      try TrainingSession(
        model, on: LimitedDevice(maximumAllocation: nil), optimizer: optimizer, microBatchSizes: [microBatch], seed: 1,
        plan: .checkpoint, activationBudget: least - 1)
    }
    #expect(error?.message.contains("at least \(least) bytes") == true)
    #expect(error?.message.contains("smaller micro-batch") == (microBatch > 1), "1 cannot be smaller")
    #expect(
      try Fit(plenty, optimizer: optimizer, activationBudget: 1).keeping(to: least)
        .verdict(model, microBatches: [microBatch], plan: .checkpoint).obstacle == nil)
  }

  @Test("a device's largest allocation limits before its memory does, by the tensor that must lie in one piece")
  func singleAllocation() throws {
    let model = try Self.model("mlp")
    let optimizer: any Optimizer = SGD(learningRate: 0.1)
    // fc1's output takes 128 · 4 = 512 bytes an image, and no tensor takes more.
    let fit = Fit(MemoryBudget(total: 1 << 30, singleAllocation: 10_000, origin: "the test"), optimizer: optimizer)
    let answer = try fit.largest(upTo: 1 << 20, plan: .retain) { Fit.Candidate(model, microBatches: [$0]) }
    #expect(answer.largest == 19, "10,000 / 512")
    #expect(answer.obstacle == .singleAllocation(.activations, tensor: "fc1", byteCount: 20 * 512))
    _ = try OneStep.run(
      model, batch: 19, optimizer: optimizer, plan: .retain, limit: 1 << 30, on: LimitedDevice(maximumAllocation: 10_000))
    try expectRefused(
      model, batch: 20, optimizer: optimizer, plan: .retain, limit: 1 << 30, maximumAllocation: 10_000)
  }

  @Test("workspace that a device declares counts")
  func workspace() throws {
    let model = try Self.model("mlp")
    let optimizer: any Optimizer = SGD(learningRate: 0.1)
    let budget = try MemoryModel.predict(StepDescription(model, optimizer: optimizer, microBatch: 9)).total
    func largest(_ device: any Device) throws -> Int? {
      try Fit(MemoryBudget(total: budget, origin: "the test"), optimizer: optimizer, on: device)
        .largest(upTo: 99, plan: .retain) { Fit.Candidate(model, microBatches: [$0]) }.largest
    }
    #expect(try largest(LimitedDevice()) == 9)
    let hungry = try LimitedDevice(workspaceBytes: 1)
    let fewer = try #require(try largest(hungry))
    #expect(fewer < 9)
    _ = try OneStep.run(model, batch: fewer, optimizer: optimizer, plan: .retain, limit: budget, on: hungry)
    let error = #expect(throws: BackendError.self) {
      try OneStep.run(model, batch: fewer + 1, optimizer: optimizer, plan: .retain, limit: budget, on: hungry)
    }
    #expect(error?.code == .outOfMemory)
  }

  @Test("finding out allocates nothing and compiles nothing")
  func noTrial() throws {
    let device = try LimitedDevice(workspaceBytes: 100)
    let fit = Fit(MemoryBudget(total: 1 << 20, origin: "the test"), optimizer: SGD(learningRate: 0.1), on: device)
    let subject = Fit.Subject(batchSize: 64, microBatch: 64) { sizes in
      let side = sizes.length ?? sizes.side ?? 4
      return try ModelZoo.model(named: "mlp", imageShape: [1, side, side], classCount: 10, width: sizes.width)
    }
    for question in FitQuestion.allCases {
      let answers = try fit.answers(question, subject, plans: MemoryPlan.allCases)
      #expect(answers.allSatisfy { ($0.largest ?? 0) > 0 }, "\(question)")
    }
    #expect(device.allocated.isEmpty)
    #expect(device.compilations == 0)
  }

  @Test("the micro-batch found for a batch trains it whole, and one more would be refused", arguments: MemoryPlan.allCases)
  func microBatch(plan: MemoryPlan) throws {
    let model = try Self.model("lenet5")
    let optimizer: any Optimizer = SGD(learningRate: 0.1)
    let budget = try MemoryModel.predict(StepDescription(model, optimizer: optimizer, microBatch: 5)).total + 100
    let fit = Fit(MemoryBudget(total: budget, origin: "the test"), optimizer: optimizer)
    let subject = Fit.Subject(batchSize: 13, microBatch: 13) { _ in model }
    let answer = try #require(try fit.answers(.microBatch, subject, plans: [plan]).fastest)
    let size = try #require(answer.largest)
    #expect(size >= 5)
    let peak = try OneStep.run(model, batch: 13, microBatch: size, optimizer: optimizer, plan: plan, limit: budget)
    #expect(peak == answer.prediction.total)
    guard size < 13 else { return }
    #expect(throws: BackendError.self) {
      try OneStep.run(model, batch: 13, microBatch: size + 1, optimizer: optimizer, plan: plan, limit: budget)
    }
  }

  @Test("the largest image and the widest model train, one pixel or unit more is refused")
  func imageAndWidth() throws {
    let optimizer: any Optimizer = SGD(learningRate: 0.1)
    let fit = Fit(MemoryBudget(total: 900_000, origin: "the test"), optimizer: optimizer)
    func model(_ name: String, _ side: Int?, _ width: Int?) throws -> Model {
      try ModelZoo.model(named: name, imageShape: [1, side ?? 8, side ?? 8], classCount: 10, width: width)
    }
    for (question, name) in [(FitQuestion.image, "lenet5"), (.image, "simplecnn"), (.width, "mlp")] {
      let subject = Fit.Subject(batchSize: 2, microBatch: 2) { try model(name, $0.side, $0.width) }
      let answer = try #require(try fit.answers(question, subject, plans: [.retain]).largest)
      let number = try #require(answer.largest)
      func made(_ number: Int) throws -> Model {
        try model(name, question == .image ? number : nil, question == .width ? number : nil)
      }
      _ = try OneStep.run(made(number), batch: 2, optimizer: optimizer, plan: .retain, limit: 900_000)
      try expectRefused(made(number + 1), batch: 2, optimizer: optimizer, plan: .retain, limit: 900_000)
    }
  }

  @Test("the longest sequence trains, one token more is refused, under every plan", arguments: MemoryPlan.allCases)
  func length(plan: MemoryPlan) throws {
    let optimizer: any Optimizer = SGD(learningRate: 0.1)
    let json = #"""
      {
        "name": "read", "inputs": [{"name": "words", "shape": [4], "element": "int32"}],
        "layers": [
          {"type": "Embedding", "count": 9, "dimensions": 4}, {"type": "LearnedPositions"},
          {"type": "TransformerEncoderLayer", "heads": 2, "feedforward": 8}, {"type": "Select"},
          {"type": "Linear", "outputs": 3}
        ]
      }
      """#
    let budget = 100_000
    let fit = Fit(MemoryBudget(total: budget, origin: "the test"), optimizer: optimizer)
    let subject = Fit.Subject(batchSize: 2, microBatch: 2) {
      try ModelFile.model(Array(json.utf8), inputShape: [], length: $0.length)
    }
    let answer = try #require(try fit.answers(.length, subject, plans: [plan]).largest)
    let number = try #require(answer.largest)
    #expect(answer.candidate?.model.inputShape == [number])
    func session(_ length: Int) throws -> TrainingSession {
      try TrainingSession(
        subject.model(.init(length: length)), on: ReferenceBackend().open(device: 0, options: [:]), optimizer: optimizer,
        microBatchSizes: [2], seed: 1, plan: plan, memoryLimit: ByteCount(budget))
    }
    let longest = try session(number)
    #expect(longest.memory.isExact && longest.memory.peak == answer.prediction.total)
    #expect(throws: BackendError.self) { try session(number + 1) }
  }

  @Test("a model without a sequence has no length to choose")
  func noLength() throws {
    let json = #"{"name": "net", "layers": [{"type": "Flatten"}, {"type": "Linear", "outputs": 3}]}"#
    let error = #expect(throws: GraphError.self) {
      try ModelFile.model(Array(json.utf8), inputShape: [1, 8, 8], length: 5)
    }
    #expect(error?.description.contains("none of its inputs is a sequence") == true)
  }

  @Test("a budget below the parameters fits nothing, whatever the plan")
  func tooSmall() throws {
    let model = try Self.model("mlp")
    let fit = Fit(MemoryBudget(total: 8_000, origin: "the test"), optimizer: SGD(learningRate: 0.1))
    let subject = Fit.Subject(batchSize: 64, microBatch: 64) { _ in model }
    let answers = try fit.answers(.batch, subject, plans: MemoryPlan.allCases)
    #expect(answers.allSatisfy { $0.largest == nil && $0.obstacle == .total })
    #expect(answers.largest == nil)
    #expect(answers.fastest == nil)
  }
}
