import Concord
import ConcordTestSupport
import Testing

/// A user's own layer, of an operation that has no layer: y = f(x) × g(x), as gated linear units are (Dauphin and others, 2017).
private struct Gated: Layer {
  let width: Int
  let name: String?
  var kind: String { "Gated" }

  func apply(to input: Tensor, in context: inout ModelContext) throws(GraphError) -> Tensor {
    let parts = try context.apply(each: [Linear(width, width, name: "value"), Linear(width, width, name: "gate")], to: input)
    return try context.graph.apply(Multiply(), to: parts)[0]
  }
}

extension Gated: MemoryFormula {
  /// Two products and their product; backward a gradient for each factor.
  func record(_ x: TapeTensor, on tape: inout MemoryTape) throws(GraphError) -> TapeTensor {
    let parts = try tape.apply(
      each: [Linear(width, width, name: "value"), Linear(width, width, name: "gate")], to: x)
    let y = tape.step("multiply", reads: parts, gives: [width], mayOverwrite: parts)
    tape.backward(from: y) { tape, dy in
      for (part, other) in zip(parts, parts.reversed()) where tape.learns(part) {
        tape.add(tape.step("multiply", reads: [dy, other], gives: [width], mayOverwrite: [dy, other]), to: part)
      }
    }
    return y
  }
}

@Suite("Memory and micro-batches of shaping layers")
struct ShapingMemoryTests {
  static let names = ["dropout first", "padded", "inception", "dense", "gated", "reshaped"]

  private static func model(_ name: String) throws -> Model {
    try Model(name: name, inputShape: [2, 9, 7], classCount: 4) {
      switch name {
      case "dropout first":
        [
          Dropout(0.25), Conv2D(2, 3, kernel: 3, name: "a"), Dropout(0.5), ReLU(), Flatten(), Dropout(0.1),
          Linear(105, 4, name: "b"),
        ] as [any Layer]
      case "padded":
        [
          Pad2D(1), Conv2D(2, 3, kernel: 3, name: "a"), Pad2D(top: 2, right: 1), Pad2D(), Pad2D(left: 3), ReLU(),
          Conv2D(3, 4, kernel: 2, name: "b"), GlobalAveragePool(),
        ] as [any Layer]
      case "inception":
        [
          // Nothing learns before it, and two of its branches do not learn.
          Parallel(name: "first") {
            Conv2D(2, 3, kernel: 1, name: "one")
            MaxPool2D(3, stride: 1, padding: 1)
            ReLU()
          }, ReLU(),
          Parallel(name: "second") {
            Conv2D(7, 2, kernel: 3, padding: 1, name: "a")
            AvgPool2D(3, stride: 1, padding: 1)
            Parallel(name: "within") {
              Conv2D(7, 1, kernel: 3, padding: 1, name: "conv")
              ReLU()
            }
          }, GlobalAveragePool(), Linear(17, 4, name: "fc"),
        ] as [any Layer]
      case "dense":
        [
          Conv2D(2, 3, kernel: 3, padding: 1, name: "stem"),
          Parallel(name: "block") {
            Dropout(0)
            Conv2D(3, 2, kernel: 3, padding: 1, name: "new")
          },
          Parallel(axis: 3) {
            Pad2D(left: 1)
            ReLU()
            Pad2D()
          }, Flatten(), Linear(5 * 9 * 22, 4, name: "fc"),
        ] as [any Layer]
      case "reshaped":
        [
          // Nothing learns before it, and it stands before a layer without a bias.
          Reshape([7, 18]), Linear(18, 6, bias: false, name: "a"), Reshape([2, 3, 7]), Conv2D(2, 3, kernel: 3, name: "b"),
          ReLU6(), Reshape([15]), HardSwish(), Linear(15, 4, bias: false, name: "c"),
        ] as [any Layer]
      default:
        [
          Flatten(), Gated(width: 126, name: "first"), Dropout(0.5), Gated(width: 126, name: "second"),
          Linear(126, 4, name: "fc"),
        ] as [any Layer]
      }
    }
  }

  private func session(_ model: Model, _ sizes: Set<Int>, _ optimizer: any Optimizer = SGD(learningRate: 0.05)) throws
    -> TrainingSession
  {
    try TrainingSession(
      model, on: ReferenceBackend().open(device: 0, options: [:]), optimizer: optimizer, microBatchSizes: sizes, seed: 5)
  }

  @Test("what is allocated is what the formulas say, in every category", arguments: names, [1, 7, 64])
  func memory(name: String, batch: Int) throws {
    for optimizer in [SGD(learningRate: 0.05), Adam(learningRate: 0.001)] as [any Optimizer] {
      let session = try session(Self.model(name), [batch], optimizer)
      for row in session.memory.rows { #expect(row.difference == 0, "\(optimizer.name) \(row)") }
      #expect(session.memory.isExact, "\(optimizer.name)")
    }
  }

  @Test("two steps end in the same bits whatever the micro-batch, dropout or not", arguments: names)
  func microBatches(name: String) throws {
    let model = try Self.model(name)
    var hashes: Set<String> = []
    for size in [5, 2, 1] {
      let session = try session(model, [size, 5 % size == 0 ? size : 5 % size])
      let start = try session.parametersSHA256()
      for step in 1...2 { try Self.train(session, batch: 5, size: size, step: UInt64(step)) }
      #expect(try session.parametersSHA256() != start)
      hashes.insert("\(try session.parametersSHA256()) \(try session.lossTotal().bitPattern)")
    }
    #expect(hashes.count == 1)
  }

  /// One step on images that depend on the step alone.
  private static func train(_ session: TrainingSession, batch: Int, size: Int, step: UInt64) throws {
    let pixels = session.model.inputShape.reduce(1, *)
    var numbers = SeededNumbers(step)
    let images = numbers.floats(batch * pixels)
    let labels = (0..<batch).map { Int32($0 * 7 % session.model.classCount) }
    for first in stride(from: 0, to: batch, by: size) {
      let end = min(first + size, batch)
      try images[(first * pixels)..<(end * pixels)].withUnsafeBufferPointer { images in
        try labels[first..<end].withUnsafeBufferPointer { labels in
          try session.train(
            images: images, labels: labels, TrainingSession.Part(batchSize: batch, step: step, firstSample: first))
        }
      }
    }
  }

  @Test("an embedding's memory is its table, its gradient and a row for each index")
  func embedding() throws {
    let model = try Model(name: "words", inputShape: [6], inputElement: .int32, classCount: 3) {
      Embedding(40, 5, name: "embed")
      Dropout(0.2)
      Flatten()
      Linear(30, 3, name: "fc")
    }
    for batch in [1, 7] { #expect(try session(model, [batch]).memory.isExact) }
    let prediction = try MemoryModel.predict(StepDescription(model, optimizer: SGD(learningRate: 1), microBatch: 2))
    #expect(prediction[.parameters] == 4 * (200 + 93))
    #expect(prediction[.batch] == 4 * 2 * 7)
    // Rows, dropped rows, logits, losses; gradients of the rows through the dropout, of its input, of the logits.
    #expect(prediction[.activations] == 4 * 2 * (30 + 30 + 3 + 1 + 30 + 30 + 3))
  }

  @Test("a prediction for sizes that no device has is an error, not an overflow")
  func absurd() throws {
    let model = try ModelZoo.model(named: "mlp", imageShape: [1, 28, 28], classCount: 10)
    for batch in [1 << 40, .max] {
      #expect(throws: GraphError.self) {
        try MemoryModel.predict(StepDescription(model, optimizer: SGD(learningRate: 1), microBatch: batch))
      }
    }
  }
}
