import Concord
import ConcordTestSupport
import Testing

@Suite("planned once")
struct PlannedStepTests {
  private static func model() throws -> Model {
    try Model(name: "small", inputShape: [2, 6, 6], classCount: 3) {
      Conv2D(2, 4, kernel: 3, padding: 1)
      ReLU()
      Flatten()
      Linear(144, 3)
    }
  }

  /// Trains a batch of 10 in micro-batches of 4, then evaluates 10.
  private static func run(_ session: TrainingSession) throws {
    var numbers = SeededNumbers(3)
    for (first, count) in [(0, 4), (4, 4), (8, 2)] {
      let (images, labels) = (numbers.floats(count * 72), [Int32](repeating: 1, count: count))
      try images.withUnsafeBytes { images in
        try labels.withUnsafeBytes { labels in
          try session.train(
            inputs: [images], targets: [labels], count: count,
            TrainingSession.Part(batchSize: 10, step: 1, firstSample: first))
          try session.evaluate(inputs: [images], targets: [labels], count: count, isFirst: first == 0)
        }
      }
    }
    #expect(try session.lossTotal().isFinite)
  }

  @Test(
    "from the question whether it fits to the end of training each operation's workspace is asked once for each size",
    arguments: MemoryPlan.allCases)
  func once(plan: MemoryPlan) throws {
    let device = try CountingDevice()
    let budget = try #require(MemoryBudget.of(device.info))
    let fit = Fit(budget, optimizer: Adam(learningRate: 0.01), clipNorm: 1, on: device)
    let verdict = try fit.verdict(Self.model(), microBatches: [4, 2], plan: plan)
    let planned = try #require(verdict.planned)
    #expect(planned.prediction == verdict.prediction)
    // Sections of the step: two of gradients, two of evaluations, one update; for two sizes.
    #expect(device.tunings == 10)
    var expected: [CountingDevice.Question: Int] = [:]
    for graph in [4, 2].compactMap({ planned.graphs[$0] }) {
      for section in graph.sections {
        let program = graph.graph.program(graph.nodes(of: section))
        for operation in program.operations { expected[CountingDevice.Question(operation, of: program), default: 0] += 1 }
      }
    }
    #expect(device.asked == expected)

    let session = try TrainingSession(planned, seed: 1)
    try Self.run(session)
    #expect(device.asked == expected && device.tunings == 10, "nothing is planned once a step is")
    // First, further and last micro-batch, and first and further evaluation, of which the last is of another size.
    #expect(device.compilations == 6)
    #expect(session.memory.isExact)
  }

  @Test("the largest micro-batch that fits comes with its step, which is not planned again")
  func largest() throws {
    let device = try CountingDevice()
    let optimizer = SGD(learningRate: 0.1)
    let model = try Self.model()
    let total = try MemoryModel.predict(StepDescription(model, optimizer: optimizer, microBatch: 5)).total
    let fit = Fit(MemoryBudget(total: total, origin: "the test"), optimizer: optimizer, on: device)
    let answer = try fit.largest(upTo: 64, plan: .retain) { Fit.Candidate(model, microBatches: [$0]) }
    #expect(answer.largest == 5)
    let planned = try #require(answer.planned)
    #expect(planned.graphs.sizes == [5] && planned.prediction == answer.prediction)
    let asked = device.asked
    _ = try TrainingSession(planned, seed: 1)
    #expect(device.asked == asked)
  }

  @Test("what the formulas refuse is not planned")
  func refused() throws {
    let device = try CountingDevice()
    let fit = Fit(MemoryBudget(total: 1000, origin: "the test"), optimizer: SGD(learningRate: 0.1), on: device)
    #expect(try fit.verdict(Self.model(), microBatches: [4], plan: .reuse).obstacle == .total)
    #expect(device.asked.isEmpty && device.tunings == 0)
  }

  @Test("a step without a size, and with one below 1, is refused", arguments: [[], [0], [4, -1]] as [Set<Int>])
  func sizes(sizes: Set<Int>) throws {
    let error = #expect(throws: BackendError.self) {
      try PlannedStep(
        StepDescription(Self.model(), optimizer: SGD(learningRate: 0.1), microBatchSizes: sizes), on: CountingDevice())
    }
    #expect(error?.code == .invalidArgument)
  }

  @Test("bytes that are not what the model takes are refused by name, and nothing is trained")
  func rawSamples() throws {
    let session = try TrainingSession(
      PlannedStep(
        StepDescription(Self.model(), optimizer: SGD(learningRate: 0.1), microBatchSizes: [4, 2]), on: CountingDevice()),
      seed: 1)
    let before = try session.parametersSHA256()
    let (image, labels) = ([UInt8](repeating: 0, count: 4 * 4 * 72), [UInt8](repeating: 0, count: 16))
    func message(_ inputs: [[UInt8]], _ targets: [[UInt8]], count: Int = 4) -> String? {
      func buffers(_ arrays: [[UInt8]], _ body: ([UnsafeRawBufferPointer]) throws -> Void) rethrows {
        func open(_ rest: ArraySlice<[UInt8]>, _ opened: [UnsafeRawBufferPointer]) throws {
          guard let first = rest.first else { return try body(opened) }
          try first.withUnsafeBytes { try open(rest.dropFirst(), opened + [$0]) }
        }
        try open(arrays[...], [])
      }
      var messages: Set<String> = []
      let part = TrainingSession.Part(batchSize: count, step: 1, firstSample: 0)
      for attempt in [
        { try session.train(inputs: $0, targets: $1, count: count, part) },
        { try session.evaluate(inputs: $0, targets: $1, count: count, isFirst: true) },
      ] as [([UnsafeRawBufferPointer], [UnsafeRawBufferPointer]) throws -> Void] {
        let error = #expect(throws: BackendError.self) {
          try buffers(inputs) { inputs in try buffers(targets) { try attempt(inputs, $0) } }
        }
        #expect(error?.code == .invalidArgument)
        messages.insert(error?.message ?? "")
      }
      #expect(messages.count == 1)
      return messages.first
    }
    #expect(message([], [labels]) == "the model 'small' takes 1 inputs (images), but got 0")
    #expect(message([image], [labels, labels]) == "the model 'small' takes 1 targets (output), but got 2")
    #expect(
      message([Array(image.dropLast())], [labels])
        == "the input 'images' expects 1152 bytes, f32[4, 2, 6, 6] for 4 samples, but got 1151 bytes")
    #expect(
      message([image], [image]) == "the target 'output' expects 16 bytes, i32[4] for 4 samples, but got 1152 bytes")
    #expect(message([image], [labels], count: 3)?.hasSuffix("micro-batches of 2, 4 samples, and got one of 3") == true)
    #expect(try session.parametersSHA256() == before)
  }
}
