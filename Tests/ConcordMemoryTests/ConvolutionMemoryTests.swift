import Concord
import ConcordTestSupport
import Testing

/// Convolutional models on the reference: memory as predicted, and results that no micro-batch changes.
@Suite("Convolutional training")
struct ConvolutionMemoryTests {
  private static let optimizers: [any Optimizer] = [SGD(learningRate: 0.05), Adam(learningRate: 0.001)]

  private static func model(_ name: String) throws -> Model {
    switch name {
    case "simplecnn": try ModelZoo.model(named: name, imageShape: [3, 32, 32], classCount: 10)
    case "lenet5": try ModelZoo.model(named: name, imageShape: [1, 28, 28], classCount: 10)
    default:
      try Model(name: name, inputShape: [2, 11, 12], classCount: 4) {
        AvgPool2D(3, stride: 1, padding: 1)
        Conv2D(2, 4, kernel: 3, stride: 2, padding: 1, groups: 2, name: "a")
        MaxPool2D(3, stride: 1, padding: 1)
        Conv2D(4, 6, kernel: 3, padding: 2, dilation: 2, name: "b")
        ReLU()
        AvgPool2D(2)
        Conv2D(6, 4, kernel: 1, name: "c")
        GlobalAveragePool()
      }
    }
  }

  private func session(_ model: Model, _ optimizer: any Optimizer, microBatches: Set<Int>) throws -> TrainingSession {
    let device = try ReferenceBackend().open(device: 0, options: [:])
    return try TrainingSession(model, on: device, optimizer: optimizer, microBatchSizes: microBatches, seed: 5)
  }

  @Test(
    "what is allocated is what the formulas say, in every category", arguments: ["simplecnn", "lenet5", "mixed"], [1, 7, 64])
  func memory(name: String, batch: Int) throws {
    for optimizer in Self.optimizers {
      let session = try session(Self.model(name), optimizer, microBatches: [batch])
      for row in session.memory.rows { #expect(row.difference == 0, "\(optimizer.name) \(row)") }
      #expect(session.memory.isExact, "\(optimizer.name)")
      #expect(session.memory.peak > 0)
    }
  }

  @Test("a network on paper: each tensor of simplecnn at batch 1")
  func onPaper() throws {
    let prediction = try MemoryModel.predict(
      StepDescription(Self.model("simplecnn"), optimizer: Adam(learningRate: 0.001), microBatch: 1))
    #expect(prediction[.parameters] == 4 * 62_006)
    #expect(prediction[.gradients] == 4 * 62_006)
    #expect(prediction[.optimizer] == 2 * 4 * 62_006)
    let outputs = 6 * 28 * 28 + 6 * 14 * 14 + 16 * 10 * 10 + 400 + 120 + 84 + 10
    // With respect to the outputs of: conv1 and its ReLU, pool 1, conv2 and its ReLU, pool 2, fc1 and fc2 with theirs.
    let gradients = 2 * 6 * 28 * 28 + 6 * 14 * 14 + 2 * 16 * 10 * 10 + 400 + 2 * 120 + 2 * 84
    #expect(prediction[.activations] == 4 * (outputs + gradients + 1 + 10))
  }

  @Test("two steps end in the same bits whatever the micro-batch", arguments: ["simplecnn", "lenet5", "mixed"])
  func microBatches(name: String) throws {
    let model = try Self.model(name)
    let (batch, pixels) = (5, model.inputShape.reduce(1, *))
    var numbers = SeededNumbers(3)
    let images = numbers.floats(2 * batch * pixels)
    let labels = (0..<(2 * batch)).map { Int32($0 * 7 % model.classCount) }
    for optimizer in Self.optimizers {
      var hashes: Set<String> = []
      for size in [5, 2, 1] {
        let session = try session(model, optimizer, microBatches: [size, batch % size == 0 ? size : batch % size])
        let start = try session.parametersSHA256()
        for step in 0..<2 {
          var first = 0
          while first < batch {
            let count = min(size, batch - first)
            let from = step * batch + first
            try images[(from * pixels)..<((from + count) * pixels)].withUnsafeBufferPointer { images in
              try labels[from..<(from + count)].withUnsafeBufferPointer { labels in
                try session.train(
                  images: images, labels: labels,
                  TrainingSession.Part(
                    batchSize: batch, step: UInt64(step + 1), firstSample: first))
              }
            }
            first += count
          }
        }
        let loss = try session.lossTotal()
        #expect(loss.isFinite && loss > 0)
        let end = try session.parametersSHA256()
        #expect(end != start)
        hashes.insert("\(end) \(loss.bitPattern)")
        #expect(session.memory.isExact)
      }
      #expect(hashes.count == 1, "\(optimizer.name)")
    }
  }
}
