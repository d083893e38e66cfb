import Concord
import ConcordTestSupport
import Testing

@testable import ConcordNN

/// Every activation and loss: memory as predicted, and results that no micro-batch changes.
@Suite("Activations and losses in training")
struct ActivationMemoryTests {
  private static let losses: [any Loss] = [
    CrossEntropy(), CrossEntropy(labelSmoothing: 0.1), MeanSquaredError(target: .oneHot), BinaryCrossEntropy(target: .oneHot),
  ]

  /// Each activation behind a layer that would take in a ReLU, behind one that would not, and before anything learns.
  private static func model() throws -> Model {
    try Model(name: "activations", inputShape: [2, 6, 5], classCount: 3) {
      Tanh()
      Conv2D(2, 4, kernel: 3, name: "conv")
      LeakyReLU()
      Sigmoid()
      MaxPool2D(2)
      GELU()
      Flatten()
      Linear(8, 7, name: "fc1")
      GELU(approximate: .tanh)
      Linear(7, 9, name: "fc2")
      ReLU()
      SiLU()
      for layer in ActivationLayers.all { layer.init(name: nil) }
      Softmax()
      Linear(9, 3, name: "fc3")
      LogSoftmax()
    }
  }

  private func session(_ loss: any Loss, _ sizes: Set<Int>) throws -> TrainingSession {
    let device = try ReferenceBackend().open(device: 0, options: [:])
    return try TrainingSession(
      Self.model(), on: device, optimizer: Adam(learningRate: 0.01), loss: loss, microBatchSizes: sizes, seed: 5)
  }

  @Test("what is allocated is what the formulas say, in every category", arguments: losses, [1, 7, 64])
  func memory(loss: any Loss, batch: Int) throws {
    let session = try session(loss, [batch])
    for row in session.memory.rows { #expect(row.difference == 0, "\(row)") }
    #expect(session.memory.isExact)
    #expect(session.memory.peak > 0)
  }

  @Test("a network on paper: only ReLU spares the output of the layer before it")
  func onPaper() throws {
    func activations(_ layer: any Layer, _ loss: any Loss = CrossEntropy()) throws -> Int {
      let model = try Model(name: "m", inputShape: [1, 1, 5], classCount: 3) {
        Flatten()
        Linear(5, 7, name: "fc1")
        layer
        Linear(7, 3, name: "fc2")
      }
      return try MemoryModel.predict(StepDescription(model, optimizer: SGD(learningRate: 0.1), loss: loss, microBatch: 1))[
        .activations]
    }
    // Outputs of the activation and of fc2, the gradients of what both take, and of the logits; the loss.
    let relu = 4 * (7 + 3 + 7 + 7 + 3 + 1)
    #expect(try activations(ReLU()) == relu)
    for layer in [LeakyReLU(), Sigmoid(), Tanh(), GELU(), SiLU(), Softmax(), LogSoftmax()] as [any Layer] {
      #expect(try activations(layer) == relu + 4 * 7, "\(layer.kind): fc1's output too")
    }
    #expect(try activations(ReLU(), CrossEntropy(labelSmoothing: 0.1)) == relu)
    for loss in [MeanSquaredError(target: .oneHot), BinaryCrossEntropy(target: .oneHot)] as [any Loss] {
      #expect(try activations(ReLU(), loss) == relu + 4 * 3, "\(loss): the labels as rows of 0 and 1")
    }
  }

  @Test("two steps end in the same bits whatever the micro-batch", arguments: losses)
  func microBatches(loss: any Loss) throws {
    let (batch, pixels) = (5, 60)
    var numbers = SeededNumbers(3)
    let images = numbers.floats(2 * batch * pixels)
    let labels = (0..<(2 * batch)).map { Int32($0 * 7 % 3) }
    var results: Set<String> = []
    for size in [5, 2, 1] {
      let session = try session(loss, [size, batch % size == 0 ? size : batch % size])
      let start = try session.parametersSHA256()
      for step in 0..<2 {
        for first in stride(from: 0, to: batch, by: size) {
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
        }
      }
      let (total, end) = (try session.lossTotal(), try session.parametersSHA256())
      #expect(total.isFinite && total > 0)
      #expect(end != start)
      results.insert("\(end) \(total.bitPattern)")
      #expect(session.memory.isExact)
    }
    #expect(results.count == 1)
  }
}
