import Concord
import Foundation
import Testing

@Suite("Training against PyTorch")
struct TrainedFixtureTests {
  /// Those of `scripts/lib/pytorch/ten_steps.py`, which says why epsilon is not 1e-8.
  private static let optimizers: [any Optimizer] = [SGD(learningRate: 0.2), Adam(learningRate: 1e-3, epsilon: 1e-4)]

  private func model() throws -> Model {
    try ModelZoo.model(named: "simplecnn", imageShape: [3, 32, 32], classCount: 10)
  }

  /// The chosen images, normalised, and their labels.
  private func batch(_ part: LabelledImages, _ indices: [Int]) throws -> (images: [Float], labels: [Int32]) {
    let batch = try Batch(part, samples: indices)
    return (batch.input(), batch.target())
  }

  @Test(
    "ten steps of simplecnn agree with PyTorch's float64 within 1e-5, from the same parameters",
    arguments: ["sgd", "adam"])
  func tenSteps(_ name: String) throws {
    let fixture = try TrainedFixture()
    let part = try fixture.part()
    let optimizer = try #require(Self.optimizers.first { $0.name == name })
    let session = try TrainingSession(
      model(), on: ReferenceBackend().open(device: 0, options: [:]), optimizer: optimizer,
      microBatchSizes: [TrainedFixture.batch], seed: 1)
    // The generator script computed them by itself, from the seed.
    #expect(try session.parametersSHA256() == fixture.start)
    let start = try session.parameters.map { try session.values(of: $0) }
    let losses = try fixture.losses(name)
    #expect(losses.count == 10)
    for (step, expected) in losses.enumerated() {
      let indices = (0..<TrainedFixture.batch).map { (step * TrainedFixture.batch + $0) % part.count }
      let (images, labels) = try batch(part, indices)
      try images.withUnsafeBufferPointer { images in
        try labels.withUnsafeBufferPointer { labels in
          try session.train(
            images: images, labels: labels,
            .init(batchSize: labels.count, step: UInt64(step + 1), firstSample: 0))
        }
      }
      let loss = Double(try session.lossTotal()) / Double(TrainedFixture.batch)
      #expect(abs(loss - expected) <= 1e-5 * expected, "step \(step + 1)")
    }
    let trained = try Safetensors(contentsOf: fixture.parametersPath(name)).tensors
    #expect(trained.map(\.name) == session.parameters.map(\.name))
    #expect(trained.map(\.shape) == session.parameters.map(\.shape))
    let agreement = Agreement(relative: 1e-5, floor: 1)
    for (index, parameter) in session.parameters.enumerated() {
      let (values, expected) = (try session.values(of: parameter), trained[index].values.map(Double.init))
      #expect(agreement.firstDifference(values, expected) == nil, "\(parameter.name)")
      #expect(
        Agreement(relative: 1e-3, floor: 1).firstDifference(start[index], expected) != nil,
        "\(parameter.name) moved by a hundred times the tolerance")
    }
  }

  @Test("parameters that PyTorch trained and saved give PyTorch's logits within 1e-5", arguments: ["sgd", "adam"])
  func logits(_ name: String) throws {
    let fixture = try TrainedFixture()
    let part = try fixture.part()
    let trained = try Safetensors(contentsOf: fixture.parametersPath(name)).tensors
    let values = try ReferenceRun(model(), count: part.count).logits(
      Dictionary(uniqueKeysWithValues: trained.map { ($0.name, $0.values) }),
      images: try batch(part, Array(0..<part.count)).images)
    #expect(try Agreement(relative: 1e-5, floor: 1).firstDifference(values, fixture.logits(name)) == nil)
  }
}
