import Concord
import Testing

/// Batch normalisation, a shortcut of stride 2 and tensors with several readers, as PyTorch computes them in float64 on 16 digits.
/// `scripts/lib/pytorch/residual.py` says why its activation is smooth.
@Suite("A residual network against PyTorch")
struct ResidualFixtureTests {
  private static let steps = 5
  private static let batch = 8

  private let file: FixtureFile
  private let images: [Float]
  private let labels: [Int32]
  private let agreement = Agreement(relative: 1e-5, floor: 1)

  init() throws {
    file = try FixtureFile("Training/residual.safetensors")
    images = try file.tensor("images").floats
    labels = try file.tensor("labels").integers
  }

  private func model() throws -> Model {
    try Model(name: "residual", inputShape: [1, 8, 8], classCount: 10) {
      Conv2D(1, 6, kernel: 3, padding: 1, bias: false, name: "conv1")
      BatchNorm2D(6, name: "bn1")
      SiLU()
      block(6, 6, stride: 1, name: "layer1")
      SiLU()
      block(6, 8, stride: 2, name: "layer2")
      SiLU()
      GlobalAveragePool()
      Linear(8, 10, name: "fc")
    }
  }

  private func block(_ inputs: Int, _ outputs: Int, stride: Int, name: String) -> Residual {
    Residual(name: name) {
      Conv2D(inputs, outputs, kernel: 3, stride: stride, padding: 1, bias: false, name: "conv1")
      BatchNorm2D(outputs, name: "bn1")
      SiLU()
      Conv2D(outputs, outputs, kernel: 3, padding: 1, bias: false, name: "conv2")
      BatchNorm2D(outputs, name: "bn2")
    } shortcut: {
      if stride != 1 {
        Conv2D(inputs, outputs, kernel: 1, stride: stride, bias: false)
        BatchNorm2D(outputs)
      }
    }
  }

  /// The images and labels of a step, taken in order, over and over.
  private func batch(_ step: Int) -> (images: ArraySlice<Float>, labels: ArraySlice<Int32>) {
    let first = step * Self.batch % labels.count
    let size = images.count / labels.count
    return (images[(first * size)..<((first + Self.batch) * size)], labels[first..<(first + Self.batch)])
  }

  @Test("the gradients of one batch agree with PyTorch's float64 within 1e-5")
  func gradients() throws {
    let run = try ReferenceRun(model(), count: Self.batch)
    let (images, labels) = batch(0)
    let gradients = try run.gradients(
      file.tensors("start.").mapValues(\.floats), images: Array(images), labels: Array(labels))
    let expected = try file.tensors("gradient.")
    #expect(Set(expected.keys) == Set(run.training.parameters.map(\.name)))
    for (parameter, gradient) in zip(run.training.parameters, gradients) {
      let values = try #require(expected[parameter.name])
      #expect(values.shape == parameter.shape)
      #expect(agreement.firstDifference(gradient, values.doubles) == nil, "\(parameter.name)")
    }
  }

  @Test("five steps agree with PyTorch's float64 within 1e-5: losses, parameters and running statistics")
  func steps() throws {
    let session = try TrainingSession(
      model(), on: ReferenceBackend().open(device: 0, options: [:]), optimizer: SGD(learningRate: 0.1, momentum: 0.9),
      microBatchSizes: [Self.batch], seed: 1)
    let (start, end) = (try file.tensors("start."), try file.tensors("end."))
    for parameter in session.parameters { try session.write(#require(start[parameter.name]).floats, to: parameter) }
    let losses = try file.tensor("losses").doubles
    #expect(losses.count == Self.steps)
    for (step, expected) in losses.enumerated() {
      let (images, labels) = batch(step)
      try images.withUnsafeBufferPointer { images in
        try labels.withUnsafeBufferPointer { labels in
          try session.train(
            images: images, labels: labels, .init(batchSize: labels.count, step: UInt64(step + 1), firstSample: 0))
        }
      }
      #expect(abs(Double(try session.lossTotal()) / Double(Self.batch) - expected) <= 1e-5 * expected, "step \(step + 1)")
    }
    let trained = session.parameters + session.state
    #expect(Set(end.keys) == Set(trained.map(\.name)))
    for parameter in trained {
      let expected = try #require(end[parameter.name]).doubles
      #expect(try agreement.firstDifference(session.values(of: parameter), expected) == nil, "\(parameter.name)")
      let initial: Float = parameter.name.hasSuffix("running_var") ? 1 : 0
      let before = start[parameter.name]?.floats ?? [Float](repeating: initial, count: expected.count)
      #expect(
        Agreement(relative: 1e-3, floor: 1).firstDifference(before, expected) != nil,
        "\(parameter.name) moved by a hundred times the tolerance")
    }
  }

  @Test("the logits of its evaluation, with running statistics, agree with PyTorch's float64 within 1e-5")
  func evaluation() throws {
    let trained = try file.tensors("end.").mapValues { $0.doubles.map(Float.init) }
    let logits = try ReferenceRun(model(), count: labels.count).logits(trained, images: images)
    #expect(try agreement.firstDifference(logits, file.tensor("logits").doubles) == nil)
  }
}
