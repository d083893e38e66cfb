import ConcordGraph
import ConcordKit
import ConcordNN
import Testing

@Suite("Convolutional layers and models")
struct ConvolutionLayerTests {
  @Test(
    "models of the zoo have their published numbers of parameters",
    arguments: [
      ("simplecnn", [3, 32, 32], 62_006), ("lenet5", [1, 28, 28], 61_706), ("mlp", [1, 28, 28], 101_770),
      ("mlp", [3, 32, 32], 394_634), ("mlp-cifar", [3, 32, 32], 394_634),
    ])
  func parameterCounts(name: String, imageShape: [Int], count: Int) throws {
    let model = try ModelZoo.model(named: name, imageShape: imageShape, classCount: 10)
    #expect(model.name == name)
    #expect(try model.summary(batchSize: 2).reduce(0) { $0 + $1.parameterCount } == count)
  }

  @Test("simplecnn has the parameters of PyTorch's tutorial, by name and shape")
  func parameterNames() throws {
    let model = try ModelZoo.model(named: "simplecnn", imageShape: [3, 32, 32], classCount: 10)
    let graph = try TrainingGraph(model, microBatch: 1, optimizer: SGD(learningRate: 0.1))
    let expected: [(String, [Int])] = [
      ("conv1.weight", [6, 3, 5, 5]), ("conv1.bias", [6]), ("conv2.weight", [16, 6, 5, 5]), ("conv2.bias", [16]),
      ("fc1.weight", [120, 400]), ("fc1.bias", [120]), ("fc2.weight", [84, 120]), ("fc2.bias", [84]),
      ("fc3.weight", [10, 84]), ("fc3.bias", [10]),
    ]
    #expect(graph.parameters.map(\.name) == expected.map(\.0))
    #expect(graph.parameters.map(\.shape) == expected.map(\.1))
    #expect(graph.parameters[0].initializer == .fanIn(75))
  }

  @Test("simplecnn's shapes and multiply-adds are those on paper")
  func summary() throws {
    let model = try ModelZoo.model(named: "simplecnn", imageShape: [3, 32, 32], classCount: 10)
    let layers = try model.summary(batchSize: 4)
    #expect(layers[0].outputShape == [4, 6, 28, 28])
    #expect(layers[0].multiplyAdds == 4 * 6 * 28 * 28 * 75)
    #expect(layers[2].outputShape == [4, 6, 14, 14])
    #expect(layers[3].outputShape == [4, 16, 10, 10])
    #expect(layers[5].outputShape == [4, 16, 5, 5])
  }

  @Test("in training, convolution, bias and ReLU are one operation")
  func fused() throws {
    let model = try ModelZoo.model(named: "simplecnn", imageShape: [3, 32, 32], classCount: 10)
    let names = try TrainingGraph(model, microBatch: 1, optimizer: SGD(learningRate: 0.1)).gradient(continuing: false)
      .map(\.name)
    #expect(names.filter { $0 == "conv2d" }.count == 2)
    #expect(names.filter { $0 == "conv2d_weight_gradient" }.count == 2)
    #expect(names.filter { $0 == "conv2d_input_gradient" }.count == 1)
    #expect(!names.contains("bias_add") && !names.contains("activation"))
  }

  private func message(_ shape: [Int], @LayerBuilder _ layers: () -> [any Layer]) -> String? {
    let error = #expect(throws: GraphError.self) {
      try Model(name: "mistake", inputShape: shape, classCount: 10, layers: layers)
    }
    return error?.description
  }

  @Test("a shape mistake is one error that names the layer, what it expected and what it got")
  func mistakes() {
    #expect(
      message([3, 32, 32]) { ConcordNN.Conv2D(1, 6, kernel: 5, name: "conv1") }
        == "layer 'conv1': Conv2D expects [N, 1, H, W], but got [N, 3, 32, 32]")
    #expect(
      message([3, 4, 32]) { ConcordNN.Conv2D(3, 6, kernel: 5, name: "conv1") }
        == "layer 'conv1': conv2d expects an image of height at least 5, the reach of its kernel, but got 4")
    #expect(
      message([3, 32, 32]) {
        Flatten()
        ConcordNN.Conv2D(3, 6, kernel: 5, name: "conv1")
      } == "layer 'conv1': Conv2D expects [N, 3, H, W], but got [N, 3072]")
    #expect(
      message([3, 32, 32]) { ConcordNN.Conv2D(3, 6, kernel: 5, stride: 0, name: "conv1") }
        == "layer 'conv1': conv2d attribute 'stride' must be between 1 and 2147483647, but is 0")
    for groups in [0, 2, 4] {
      let error = message([3, 32, 32]) { ConcordNN.Conv2D(3, 6, kernel: 5, groups: groups, name: "conv1") }
      #expect(error?.contains("layer 'conv1'") == true)
    }
    #expect(
      message([3, 32, 32]) {
        Flatten()
        ConcordNN.MaxPool2D(2)
      } == "layer '1': MaxPool2D expects [N, C, H, W], but got [N, 3072]")
    #expect(
      message([3, 32, 32]) {
        Flatten()
        GlobalAveragePool()
      } == "layer '1': GlobalAveragePool expects [N, C, H, W], but got [N, 3072]")
    #expect(
      message([3, 32, 32]) { ConcordNN.AvgPool2D(2, padding: 2) }
        == "layer '0': avg_pool2d attribute 'padding' must be at most half of the kernel 2, but is 2")
  }

  @Test("an image too small for a model is an error of the layer that it does not fit")
  func tooSmall() {
    let error = #expect(throws: GraphError.self) {
      try ModelZoo.model(named: "simplecnn", imageShape: [1, 8, 8], classCount: 10)
    }
    #expect(error?.layer == "conv2")
  }

  @Test("global average pooling leaves one number for each channel")
  func globalAverage() throws {
    let model = try Model(name: "m", inputShape: [3, 8, 8], classCount: 5) {
      ConcordNN.Conv2D(3, 5, kernel: 3, padding: 1)
      GlobalAveragePool()
    }
    #expect(try model.summary(batchSize: 2).last?.outputShape == [2, 5])
  }
}
