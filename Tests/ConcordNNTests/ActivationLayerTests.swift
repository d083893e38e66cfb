import ConcordGraph
import ConcordKit
import Testing

@testable import ConcordNN

@Suite("Activation layers and losses")
struct ActivationLayerTests {
  private static let layers: [any Layer] =
    ActivationLayers.all.map { $0.init(name: nil) } + [
      LeakyReLU(slope: 0.2), GELU(), GELU(approximate: .tanh), ConcordNN.Softmax(), ConcordNN.LogSoftmax(),
    ]

  private func graph(_ layer: any Layer, loss: any Loss = CrossEntropy()) throws -> TrainingGraph {
    let model = try Model(name: "m", inputShape: [1, 2, 3], classCount: 4) {
      Flatten()
      Linear(6, 5)
      layer
      Linear(5, 4)
    }
    return try TrainingGraph(model, microBatch: 3, optimizer: SGD(learningRate: 0.1), loss: loss)
  }

  @Test("each layer is one operation that keeps the shape, has no parameters and passes a gradient on")
  func operations() throws {
    let expected: [[any OperationDefinition]] =
      ActivationLayers.all.map { [Activation($0.function), ActivationGradient($0.function)] } + [
        [Activation(.leakyReLU, slope: 0.2), ActivationGradient(.leakyReLU, slope: 0.2)],
        [Activation(.gelu), ActivationGradient(.gelu)], [Activation(.geluTanh), ActivationGradient(.geluTanh)],
        [SoftmaxOperation(), SoftmaxGradient()], [LogSoftmaxOperation(), LogSoftmaxGradient()],
      ]
    for (layer, definitions) in zip(Self.layers, expected) {
      let nodes = try graph(layer).gradient(continuing: false).filter { $0.layer == "2" }
      #expect(nodes.map(\.name) == definitions.map { type(of: $0).name })
      #expect(nodes.map(\.definition.attributes) == definitions.map(\.attributes))
      #expect(layer.kind == "\(type(of: layer))")
    }
  }

  @Test("softmax is taken over the last axis of any shape")
  func images() throws {
    for layer in [ConcordNN.Softmax(), ConcordNN.LogSoftmax()] as [any Layer] {
      let model = try Model(name: "m", inputShape: [2, 3, 4], classCount: 24) {
        layer
        Flatten()
      }
      #expect(try model.summary(batchSize: 5)[0].outputShape == [5, 2, 3, 4])
    }
  }

  @Test("a slope out of range is an error of its layer")
  func slope() {
    let error = #expect(throws: GraphError.self) {
      try Model(name: "m", inputShape: [1, 2, 3], classCount: 6) {
        Flatten()
        LeakyReLU(slope: -1)
      }
    }
    #expect(error?.description == "layer '1': activation attribute 'slope' must be between 0.0 and 1.0, but is -1.0")
  }

  @Test("losses on rows of 0 and 1 make them of the labels, in training and in evaluation")
  func losses() throws {
    for (loss, names) in [
      (CrossEntropy(), ["softmax_cross_entropy"]), (CrossEntropy(labelSmoothing: 0.1), ["softmax_cross_entropy"]),
      (MeanSquaredError(target: .oneHot), ["one_hot", "mean_squared_error"]),
      (BinaryCrossEntropy(target: .oneHot), ["one_hot", "binary_cross_entropy"]),
    ] as [(any Loss, [String])] {
      let graph = try graph(Tanh(), loss: loss)
      #expect(graph.gradient(continuing: false).filter { $0.layer == "loss" }.map(\.name) == names + ["batch_sum"])
      let evaluation = graph.evaluation(continuing: false).filter { $0.layer == "loss" }.map(\.name)
      #expect(evaluation == names + ["batch_sum", "correct_count"])
    }
    let smoothed = try graph(Tanh(), loss: CrossEntropy(labelSmoothing: 0.1)).gradient(continuing: false)
    #expect(smoothed.compactMap { $0.definition as? SoftmaxCrossEntropy }.map(\.labelSmoothing) == [0.1])
  }

  @Test("a smoothing out of range is an error before anything runs", arguments: [-0.1, 1.5, .nan] as [Float])
  func smoothing(_ smoothing: Float) {
    let error = #expect(throws: GraphError.self) { try graph(Tanh(), loss: CrossEntropy(labelSmoothing: smoothing)) }
    #expect(error?.description.contains("'label_smoothing' must be between 0.0 and 1.0") == true)
  }

  @Test("a loss is named as the command names it")
  func names() {
    #expect(CrossEntropy().description == "cross-entropy")
    #expect(CrossEntropy(labelSmoothing: 0.25).description == "cross-entropy, label smoothing 0.25")
    #expect(MeanSquaredError(target: .oneHot).description == "mse")
    #expect(BinaryCrossEntropy(target: .oneHot).description == "bce")
  }
}
